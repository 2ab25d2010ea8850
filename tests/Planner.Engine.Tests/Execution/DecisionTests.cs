using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>What is decided once, before the first effect.</summary>
public class DecisionTests
{
    const string Needed = $"image: {{ type: image, summary: The OS., default: \"{Trial.Image}\" }}\n  more: {{ type: image, summary: More. }}";
    const string Registry = "registry.example/os:next";

    [Test]
    public Task An_unknown_input_is_refused_with_the_near_name() => RefusesAsync(Given("imag", Trial.Image), "the plan trial@1.0.0 has no input 'imag'; did you mean 'image'?");

    [Test]
    public Task A_missing_input_is_refused_with_what_it_is() => RefusesAsync(Inputs(Needed), "input 'more' must be given: More.");

    [TestCase("image", "not an image!", "no image reference like name:tag or oci:folder")]
    [TestCase("version", "soon", "no version")]
    [TestCase("size", "much", "no size like 170MiB")]
    public Task An_input_of_the_wrong_type_is_refused(string type, string value, string why)
    {
        var trial = Inputs($"image: {{ type: image, summary: The OS., default: \"{Trial.Image}\" }}\n  more: {{ type: {type}, summary: More., default: \"{Good(type)}\" }}");
        trial.Inputs = new Dictionary<string, string> { ["more"] = value };
        return RefusesAsync(trial, $"input 'more': '{value}' is {why}");
    }

    [Test]
    public async Task Every_wrong_input_is_told_at_once()
    {
        var trial = Inputs(Needed);
        trial.Inputs = new Dictionary<string, string> { ["imago"] = "x", ["other"] = "y" };
        Assert.That((await trial.RunToAsync(OutcomeKind.Refused, 4)).Reasons, Has.Count.EqualTo(3));
    }

    [Test]
    public Task An_image_that_is_not_there_is_refused() => RefusesAsync(Given("image", "oci:images/none:next"), "ask for oci:images/none:next: no such image");

    [Test]
    public Task An_image_for_another_architecture_is_refused() =>
        RefusesAsync(Trial.Of("", file => file.In(state => state.With(Trial.Image, state.Images[Trial.Image] with { Architecture = "arm/v7" }))), "ask for oci:images/os:next: it is for arm/v7, not for amd64");

    [Test]
    public Task A_registry_that_does_not_answer_is_refused() =>
        RefusesAsync(Trial.Of($"- pull: {{ image: {Registry} }}", file => file.In(state => state with { Online = false })), $"ask for {Registry}: the registry does not answer");

    [Test]
    public async Task An_image_that_is_not_authentic_is_refused_as_that()
    {
        var trial = Trial.Of("", file => file.In(state => state.With(Trial.Image, state.Images[Trial.Image] with { Authentic = false })));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 7);
        Assert.That(outcome.Reasons.Single(), Does.StartWith("step 3 export: ").And.EndsWith("the content of a layer does not match its digest"));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public Task A_plan_for_other_devices_says_why() => RefusesAsync(Headed("for: { os.name: other-os, device.type: grub-board }"), "the plan trial@1.0.0 is not for this device: os.name is resin-os, must be other-os");

    [Test]
    public async Task Of_several_selectors_the_nearest_is_told()
    {
        var trial = Headed("for: [{ os.name: other-os, device.type: uboot-board }, { os.name: resin-os, device.type: uboot-board }]");
        await RefusesAsync(trial, "the plan trial@1.0.0 is not for this device: device.type is grub-board, must be uboot-board");
    }

    [Test]
    public async Task One_selector_that_matches_is_enough() => await Headed("for: [{ os.name: other-os }, { os.name: resin-os }]").RunToAsync(OutcomeKind.Done, 0);

    [Test]
    public Task A_known_bad_case_is_refused_with_its_reason() =>
        RefusesAsync(Headed("for: { os.name: resin-os }\nnot-for: [{ device.type: grub-board, because: it does not boot it }]"), "the plan trial@1.0.0 is not for this device: it does not boot it");

    [Test]
    public Task A_known_bad_case_that_can_not_be_told_is_refused_too() => RefusesAsync(
        Headed("for: { os.name: resin-os }\nnot-for: [{ device.type: grub-board, os.variant: prod, because: it does not boot it }]"),
        "the plan trial@1.0.0 is not for this device: it may be a known-bad case (it does not boot it): os.variant is unknown: '2.0.0+rev1' names no variant");

    [Test]
    public Task A_known_bad_case_that_something_known_speaks_against_is_none() =>
        Headed("for: { os.name: resin-os }\nnot-for: [{ os.variant: prod, device.type: uboot-board, because: it does not boot it }]").RunToAsync(OutcomeKind.Done, 0);

    [Test]
    public async Task When_leaves_steps_out()
    {
        var trial = Trial.Of("""
            - put: { file: "data:/yes", content: "1" }
              when: { os.name: resin-os }
            - put: { file: "data:/no", content: "1" }
              when: { os.name: other-os }
            """);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That((await trial.ReadAsync("data:/yes"), await trial.ReadAsync("data:/no")), Is.EqualTo(("1", (string?)null)));
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(6, StepResult.Skipped)));
    }

    [Test]
    public async Task When_is_decided_once_before_anything_changes()
    {
        var trial = Trial.Of("""
            - stop-service: supervisor
            - put: { file: "data:/one", content: "1" }
              when: { supervisor.running: true }
            """);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("data:/one"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Names_have_the_values_of_the_runs_start()
    {
        var plan = Trial.Of("").Text.Replace("- confirm", "- put: { file: \"data:/from\", content: \"${os.version}\" }\n- confirm", StringComparison.Ordinal);
        var trial = Trial.Plan(plan);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("data:/from"), Is.EqualTo("2.0.0+rev1"));
    }

    [Test]
    public async Task Images_are_pinned_and_written_down_before_the_first_effect()
    {
        var trial = Trial.Of($"- pull: {{ image: {Registry} }}");
        RunState? state = null;
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Number: 1 }) state = RunState.Of(Journal.ReadAsync(trial.Device.Files, trial.Layout, default).AsTask().GetAwaiter().GetResult()!.Entries);
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(state!.Images.ToDictionary(image => image.Key, image => image.Value.Image.Digest), Is.EquivalentTo(new Dictionary<string, string>
        {
            [Trial.Image] = $"sha256:{new string('1', 64)}",
            [Registry] = $"sha256:{new string('2', 64)}",
        }));
        Assert.That(trial.Device.Trace.Count(call => call.Call == "images.resolve"), Is.EqualTo(2), "asked once each");
    }

    [Test]
    public async Task Space_is_summed_over_the_steps_and_both_numbers_are_told()
    {
        var trial = Trial.Of($"- pull: {{ image: {Registry} }}\n- pull: {{ image: registry.example/more:next }}", file => file.In(state => state
            .With(Registry, state.Images[Registry] with { Unpacked = 10L << 20 })
            .With("registry.example/more:next", Trial.OfTree('7', state.Images[Registry].Tree) with { Unpacked = 12L << 20 })));
        var data = trial.Device.World["data"]!;
        trial.Device.World = trial.Device.World.With(data with { Other = data.Size - data.Root.Space - (22L << 20) });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[]
        {
            "step 5 pull: the image in the container engine needs 10 MiB beside 20.1 MiB for a copy of Planner and of the plan, and data has 22 MiB free",
            "step 6 pull: the image in the container engine needs 12 MiB beside 30.1 MiB for a copy of Planner and of the plan and the image in the container engine, and data has 22 MiB free",
        }));
    }

    [Test]
    public async Task What_is_put_on_the_spare_slot_needs_no_space_beside_the_old_os()
    {
        var trial = Trial.Filling("""- put: { file: "spare:/mark", content: "here" }""");
        var slot = trial.Device.World["rootB"]!;
        trial.Device.World = trial.Device.World.With(slot with { Other = slot.Size - slot.Root.Space });
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    static string Good(string type) => type switch { "image" => Trial.Image, "version" => "1.0.0", _ => "1MiB" };

    static Trial Given(string name, string value)
    {
        var trial = Trial.Of("");
        trial.Inputs = new Dictionary<string, string> { [name] = value };
        return trial;
    }

    static Trial Inputs(string inputs) => Trial.Plan(Trial.Of("").Text.Replace("image: { type: image, summary: The OS., default: \"oci:images/os:next\" }", inputs, StringComparison.Ordinal));

    static Trial Headed(string head) => Trial.Plan(Trial.Of("").Text.Replace("for: { os.name: resin-os }", head, StringComparison.Ordinal));

    static async Task RefusesAsync(Trial trial, string why)
    {
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { why }));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }
}
