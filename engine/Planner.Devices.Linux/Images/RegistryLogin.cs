namespace Planner.Devices.Linux.Images;

/// <summary>Credentials for a registry.</summary>
/// <param name="User">User name.</param>
/// <param name="Password">Password or access token.</param>
public sealed record RegistryLogin(string User, string Password);
