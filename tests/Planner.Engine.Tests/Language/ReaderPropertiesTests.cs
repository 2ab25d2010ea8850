using System.Text;
using CsCheck;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class ReaderPropertiesTests
{
    static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Sample.Plan);
    static readonly string[] Pieces = ["{", "}", "[", "]", ":", "- ", "\n", "  ", "\t", "\"", "'", "&a ", "*a ", "!b ", "<<: ", "? ", "| ", "> ", "${", "#", "---\n", "%", "@", "not: ", ">=", "\r", "\u0085", "😀"];

    [Test]
    public void Random_bytes_are_refused_and_never_an_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Sample.ReadPlan(bytes) is { Plan: null, Problems.Count: > 0 });

    [Test]
    public void Random_words_of_YAML_are_refused_and_never_an_exception() =>
        One([.. Pieces, "a", "steps", "plan"]).Array[0, 40].Sample(words => Sample.ReadPlan(string.Concat(words)) is { Plan: null, Problems.Count: > 0 });

    [Test]
    public void A_plan_with_a_piece_put_in_is_read_or_refused_and_never_an_exception() =>
        (from at in Gen.Int[0, Sample.Plan.Length]
         from piece in One(Pieces)
         from cut in Gen.Int[0, 8]
         select Sample.Plan[..at] + piece + Sample.Plan[Math.Min(Sample.Plan.Length, at + cut)..])
        .Sample(text => IsReadOrRefused(Sample.ReadPlan(text)));

    [Test]
    public void A_plan_with_bytes_changed_is_read_or_refused_and_never_an_exception() =>
        (from at in Gen.Int[0, Bytes.Length - 1].Array[1, 4]
         from values in Gen.Byte.Array[4]
         select at.Zip(values).ToArray())
        .Sample(changes =>
        {
            var bytes = (byte[])Bytes.Clone();
            foreach (var (at, value) in changes) bytes[at] = value;
            return IsReadOrRefused(Sample.ReadPlan(bytes));
        });

    [Test]
    public void A_plan_that_is_cut_off_is_read_or_refused_and_never_an_exception()
    {
        for (var length = 0; length < Bytes.Length; length++) Assert.That(IsReadOrRefused(Sample.ReadPlan(Bytes[..length])), Is.True, $"cut at {length}");
    }

    static Gen<string> One(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    static bool IsReadOrRefused((Plan? Plan, IReadOnlyList<Problem> Problems) read) =>
        read.Plan is not null != read.Problems.Any(problem => problem.Severity == Severity.Error)
        && read.Problems.All(problem => problem.At.Line > 0 && problem.At.Column > 0 && !problem.Message.Contains('\n', StringComparison.Ordinal));
}
