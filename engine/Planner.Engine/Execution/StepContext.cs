namespace Planner.Engine.Execution;

/// <summary>What a step may use while it runs.</summary>
public sealed class StepContext
{
}
