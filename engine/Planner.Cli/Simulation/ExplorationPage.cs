using System.Globalization;
using System.Net;
using System.Text;
using Planner.Cli.Output;
using Planner.Devices.Simulated.Exploration;
using Planner.Engine.Execution;

namespace Planner.Cli.Simulation;

/// <summary>An exploration as one HTML file that needs nothing else: numbers, what is exposed, the stories of broken promises, and where in the run the faults struck.</summary>
static class ExplorationPage
{
    const string Style = """
        :root { color-scheme: light dark; --good: #1a7f37; --bad: #cf222e; --mild: #9a6700; --line: #8884; --bar: #0969da; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
        h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        .good { color: var(--good); } .bad { color: var(--bad); } .mild { color: var(--mild); }
        .track { display: flex; height: .8rem; width: 14rem; } .track span { display: block; height: 100%; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid var(--line); padding-left: .75rem; }
        summary { cursor: pointer; }
        """;

    /// <summary>The page.</summary>
    internal static string Of(IReadOnlyList<Explored> devices, ExplorationOptions options)
    {
        var page = new StringBuilder();
        var plan = Text(devices[0].Plan.Plan.Id);
        var good = devices.All(one => one.IsGood);
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{plan}, explored</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{plan}, explored</h1>\n<p>{(options.Pairs ? "Every single fault at every call, and pairs of faults" : "Every single fault at every call")}; seed {options.Seed}.</p>\n");
        page.Append(good ? "<p class=\"good\">Every promise is kept, and every device ends as expected.</p>\n" : "<p class=\"bad\">A promise is broken, or a device does not end as expected.</p>\n");
        AddTogether(page, devices);
        foreach (var device in devices) AddDevice(page, device);
        page.Append("</body>\n</html>\n");
        return page.ToString();
    }

    static void AddTogether(StringBuilder page, IReadOnlyList<Explored> devices)
    {
        page.Append("<table>\n<tr><th>device<th>without faults<th class=\"number\">points<th class=\"number\">runs<th class=\"number\">done<th class=\"number\">failed<th class=\"number\">not begun<th class=\"number\">exposed<th class=\"number\">broken\n");
        foreach (var (one, place) in devices.Select((one, place) => (one, place)))
        {
            var report = one.Report;
            page.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"#device-{place}\">{Text(one.Device.File.Name)}</a><td class=\"{(one.IsAsExpected ? "good" : "bad")}\">{EventText.Word(report.Outcome.Kind)}");
            foreach (var number in (long[])[report.Points, report.Runs, report.Done, report.Failed, report.NotBegun, report.Exposed]) page.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{Words.Grouped(number)}");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"number {(report.BrokenRuns == 0 ? "good" : "bad")}\">{Words.Grouped(report.BrokenRuns)}\n");
        }

        page.Append("</table>\n");
    }

    static void AddDevice(StringBuilder page, Explored explored)
    {
        var report = explored.Report;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(explored.Device.File.Name)}</h2>\n<p>{Text(explored.Device.File.Summary)}</p>\n");
        if (!explored.IsAsExpected) page.Append(CultureInfo.InvariantCulture, $"<p class=\"bad\">Without faults it ends {EventText.Word(report.Outcome.Kind)}, and the device file expects {explored.Device.File.Expect.ToString().ToLowerInvariant()}.</p>\n");
        AddTimeline(page, explored);
        if (report.Exposed > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h3 class=\"mild\">Exposed in {Words.Grouped(report.Exposed)} runs</h3>\n<p>{Text(explored.Device.Layout.Boards[explored.Device.File.Board].Exposes ?? "")}</p>\n<ul>\n");
            foreach (var (reason, count) in report.ExposedBy) page.Append(CultureInfo.InvariantCulture, $"<li>{Words.Grouped(count)}: {Text(reason)}\n");
            page.Append("</ul>\n");
        }

        page.Append(report.Broken.Count == 0 ? "<p class=\"good\">Every promise is kept.</p>\n" : "<h3 class=\"bad\">Broken promises</h3>\n");
        foreach (var broken in report.Broken)
            page.Append(CultureInfo.InvariantCulture, $"<details>\n<summary><b>{broken.Promise}</b> in {Words.Grouped(broken.Count)}: {Text(broken.What)}</summary>\n<pre>{Text(string.Join('\n', broken.Story))}\n\n{Text($"{explored.Replay} {broken.Token}")}</pre>\n</details>\n");
    }

    /// <summary>The steps in their order, each with its calls and with what became of the runs in which a fault struck there.</summary>
    static void AddTimeline(StringBuilder page, Explored explored)
    {
        if (explored.Report.Steps.Count == 0) return;
        var most = Math.Max(1, explored.Report.Steps.Max(step => step.Runs));
        page.Append("<table>\n<tr><th>step<th class=\"number\">points<th class=\"number\">runs<th class=\"number\">exposed<th class=\"number\">broken<th>kept, exposed, broken\n");
        foreach (var step in explored.Report.Steps)
        {
            var title = step.Step is { } number ? $"{number} {explored.Plan.Plan.Steps.First(one => one.Header.Number == number).Title}" : "before, between and after the steps";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(title)}<td class=\"number\">{Words.Grouped(step.Points)}<td class=\"number\">{Words.Grouped(step.Runs)}<td class=\"number\">{Words.Grouped(step.Exposed)}<td class=\"number\">{Words.Grouped(step.Broken)}<td><div class=\"track\">");
            var exposed = Math.Max(0, step.Exposed - step.Broken);
            foreach (var (count, color) in ((long, string)[])[(step.Runs - exposed - step.Broken, "good"), (exposed, "mild"), (step.Broken, "bad")])
                if (count > 0) page.Append(CultureInfo.InvariantCulture, $"<span style=\"width:{100.0 * count / most:0.#}%;background:var(--{color})\"></span>");
            page.Append("</div>\n");
        }

        page.Append("</table>\n");
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
