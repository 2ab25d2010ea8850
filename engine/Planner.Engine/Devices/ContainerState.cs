namespace Planner.Engine.Devices;

/// <summary>A container of the engine.</summary>
/// <param name="Id">What the engine knows it by; another container of the same name has another one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Image">The image that it was made of, as it was named then.</param>
/// <param name="Running">Whether it runs now.</param>
/// <param name="Restart">When the engine starts it by itself.</param>
/// <param name="RemovesItself">Whether it is removed as soon as it stops.</param>
public sealed record ContainerState(string Id, string Name, string Image, bool Running, RestartPolicy Restart, bool RemovesItself = false)
{
    /// <summary>Whether it runs after a boot: the engine starts it then, or leaves it as it was.</summary>
    public bool RunsAfterBoot => Restart switch
    {
        RestartPolicy.Always => true,
        RestartPolicy.No => false,
        _ => Running,
    };
}

/// <summary>When an engine starts a container by itself, as Docker's <c>--restart</c> says it.</summary>
public enum RestartPolicy
{
    /// <summary>Never.</summary>
    No,

    /// <summary>When it has failed. After a boot: when it ran before.</summary>
    OnFailure,

    /// <summary>After a boot and whenever it ends, unless somebody has stopped it.</summary>
    UnlessStopped,

    /// <summary>After a boot and whenever it ends; one that somebody has stopped comes back with the next boot.</summary>
    Always,
}

/// <summary>Words of restart policies, as Docker and device files have them.</summary>
public static class RestartPolicies
{
    static readonly string[] Words = ["no", "on-failure", "unless-stopped", "always"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>A policy's word.</summary>
    public static string Word(this RestartPolicy policy) => Words[(int)policy];

    /// <summary>The policy of a word; of one that is not known, <see cref="RestartPolicy.No"/>.</summary>
    public static RestartPolicy Of(string word) => (RestartPolicy)Math.Max(0, Array.IndexOf(Words, word));
}
