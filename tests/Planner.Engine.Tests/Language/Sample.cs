using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Language;

/// <summary>A small plan and layout without problems, for tests to break.</summary>
static class Sample
{
    /// <summary>A plan without problems.</summary>
    public const string Plan = """
        plan: sample
        version: 1.0.0
        language: 1
        layout: test@1.0.0
        for: { device.type: one, os.version: ">=2.0.0" }
        inputs:
          image: { type: image, summary: The image. }
        steps:
        - check: { that: { slot.distinct: true, update.pending: false } }
        - pull: { image: "${input.image}" }
        - mkfs: spare
        - export: { image: "${input.image}", to: spare }
        - verify: spare
        - switch-boot: spare
        - reboot
        - check: { that: { os.version: "${target.version}" }, within: 15m }
        - confirm

        """;

    /// <summary>A layout without problems.</summary>
    public const string Layout = """
        layout: test
        version: 1.0.0
        language: 1
        facts: { os.name: { env: /etc/os-release, key: ID }, device.type: { json: "boot:/config.json", key: deviceType },
          os.version: { env: [/etc/os-release, "boot:/version"], key: VERSION } }
        partitions:
          boot: { label: boot, type: vfat, size: 40MiB, mount: /mnt/boot }
          rootA: { label: rootA, type: ext4, size: 312MiB }
          rootB: { label: rootB, type: ext4, size: 312MiB }
          state: { label: state, type: ext4, size: 20MiB }
          data: { label: data, type: ext4 }
          extra: { label: extra, type: ext4, optional: true }
        slots: { A: rootA, B: rootB }
        user-data: ["data:/user"]
        services: { manager: systemd, supervisor: [supervisor.service] }
        paths: { journal: "state:/planner", staging: "data:/planner", logs: "data:/logs" }
        boards:
          one: { arch: amd64, boot: grub-env, file: "boot:/grubenv", variable: root, slots: { A: "2", B: "3" }, counter: { flag: counting, limit: 1 } }
          two: { arch: arm/v7, boot: command, exposes: It never falls back. }
          three: { arch: arm64, boot: uboot-env-file, file: "boot:/uEnv.txt", variable: rootfs, slots: { A: first, B: second }, counter: { flag: trying, file: "boot:/count.env", limit: 3 } }

        """;

    /// <summary>The layout as a value.</summary>
    public static Layout LayoutValue { get; } = LayoutReader.Read("test/1.0.0.yaml", Encoding.UTF8.GetBytes(Layout), new ReadContext())!;

    /// <summary>Another layout, of the same partitions.</summary>
    public static Layout OtherLayout { get; } = LayoutValue with { Name = "other" };

    /// <summary>Reads a plan and gives its problems.</summary>
    public static (Plan? Plan, IReadOnlyList<Problem> Problems) ReadPlan(byte[] bytes, string file = "p.yaml", IReadOnlyList<StepKind>? kinds = null)
    {
        var context = new ReadContext();
        var plan = PlanReader.Read(file, bytes, new LayoutSet(LayoutValue), kinds ?? StepKinds.All, context);
        return (plan, context.Problems);
    }

    /// <summary>Reads a plan and gives its problems.</summary>
    public static (Plan? Plan, IReadOnlyList<Problem> Problems) ReadPlan(string text, string file = "p.yaml", IReadOnlyList<StepKind>? kinds = null) => ReadPlan(Encoding.UTF8.GetBytes(text), file, kinds);

    /// <summary>Reads a layout and gives its problems.</summary>
    public static (Layout? Layout, IReadOnlyList<Problem> Problems) ReadLayout(string text, string file = "l.yaml")
    {
        var context = new ReadContext();
        var layout = LayoutReader.Read(file, Encoding.UTF8.GetBytes(text), context);
        return (layout, context.Problems);
    }

    /// <summary>The text with one piece replaced, which must be there exactly once.</summary>
    public static string But(this string text, string old, string fresh)
    {
        Assert.That(text.Split(old), Has.Length.EqualTo(2), $"'{old}' must stand in the sample once");
        return text.Replace(old, fresh, StringComparison.Ordinal);
    }
}
