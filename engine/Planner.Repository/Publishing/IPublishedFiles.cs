namespace Planner.Repository.Publishing;

/// <summary>The files of a repository that is published to.</summary>
public interface IPublishedFiles
{
    /// <summary>Reads a file whole; null when there is none.</summary>
    /// <param name="path">Its path below the repository, with <c>/</c>.</param>
    byte[]? Read(string path);

    /// <summary>The names of the files in a folder; none when there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Puts a file in the place of what is there, durably and whole: who reads it meanwhile gets the old one or the new one.</summary>
    void Write(string path, ReadOnlySpan<byte> content);
}
