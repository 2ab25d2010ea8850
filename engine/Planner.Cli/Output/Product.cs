using System.Reflection;

namespace Planner.Cli.Output;

/// <summary>What this program is.</summary>
static class Product
{
    /// <summary>Its version.</summary>
    internal static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
