using Planner.Mutation;

namespace Planner.Engine.Tests.Architecture;

/// <summary>The list of what <c>tests/mutation/run</c> takes out of the engine stays true.</summary>
public class MutantsTests
{
    static IReadOnlyList<Mutant> All { get; } = Mutant.All(Rooms.Top);

    [Test]
    public void Every_mutant_has_its_text_once_in_its_file() => Assert.That(All.Select(mutant => mutant.WhyNotIn(Rooms.Top, out _)).Where(wrong => wrong is not null), Is.Empty);

    [Test]
    public void There_are_many_and_each_has_a_name_of_its_own() => Assert.That(All.Select(mutant => mutant.Id).ToList(), Is.Unique.And.Count.GreaterThanOrEqualTo(40));
}
