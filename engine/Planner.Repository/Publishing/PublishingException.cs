namespace Planner.Repository.Publishing;

/// <summary>Why something can not be published; nothing was written.</summary>
/// <param name="message">The reason.</param>
public sealed class PublishingException(string message) : Exception(message);
