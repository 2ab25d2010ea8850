using System.Text.Json.Nodes;
using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>What <c>stop-service</c> and <c>start-service</c> share: bringing units into a state, and remembering in which they were.</summary>
static class ServiceUnits
{
    const string UnitsKey = "units";

    internal static async ValueTask<bool> AllAsync(StepContext context, string service, bool running, CancellationToken ct) =>
        (await context.Device.Services.LookAsync(service, ct)).All(unit => unit.Running == running);

    internal static async ValueTask RememberAsync(StepContext context, string service, bool running, CancellationToken ct)
    {
        var units = (await context.Device.Services.LookAsync(service, ct)).Where(unit => unit.Running == running);
        await context.KeepAsync(new JsonObject { [UnitsKey] = new JsonArray([.. units.Select(unit => (JsonNode)unit.Unit)]) }, ct);
    }

    internal static IReadOnlyList<string> Remembered(StepContext context) =>
        context.Kept?[UnitsKey] is JsonArray units ? [.. units.Select(unit => unit!.GetValue<string>())] : [];

    internal static async ValueTask BringAsync(StepContext context, string service, Func<string, bool> chosen, bool running, CancellationToken ct)
    {
        var attempts = new Attempts($"bring {service} into its state");
        foreach (var unit in await context.Device.Services.LookAsync(service, ct))
        {
            if (unit.Running == running || !chosen(unit.Unit)) continue;
            await attempts.TryAsync(() => running ? context.Device.Services.StartAsync(service, unit.Unit, ct) : context.Device.Services.StopAsync(service, unit.Unit, ct));
        }

        attempts.End();
    }
}
