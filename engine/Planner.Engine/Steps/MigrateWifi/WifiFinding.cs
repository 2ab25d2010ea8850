namespace Planner.Engine.Steps;

/// <summary>Something that can not be migrated.</summary>
/// <param name="What">What and why: key, section and file, never a value.</param>
/// <param name="LosesNetwork">Whether a network is lost with it.</param>
sealed record WifiFinding(string What, bool LosesNetwork);

/// <summary>A network can not be migrated.</summary>
/// <param name="why">Why, with the key.</param>
sealed class LostNetworkException(string why) : Exception(why);
