using System.Text;
using Planner.Engine.Language;
using Planner.Repository.Releases;

namespace Planner.Repository.Tests.Releases;

public sealed class ReleaseFileTests
{
    const string Good = """
        {
          "format": 1,
          "os": "resin-os",
          "version": "2.4.0+rev1.prod",
          "device-type": "raspberrypi3",
          "image": "resin/resinos@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
          "packed": 95000000,
          "unpacked": 280000000,
          "supervisor": "6.1.3",
          "published": "2026-12-01T10:00:00Z",
          "withdrawn": false,
          "rollout": {
            "start": "2026-12-01T10:00:00Z",
            "duration": "259200s"
          }
        }

        """;

    [Test]
    public void A_record_is_written_as_it_was_read()
    {
        var (release, problems) = Read(Good);
        Assert.That(problems, Is.Empty);
        Assert.That(release!.Path, Is.EqualTo("releases/resin-os/raspberrypi3/2.4.0+rev1.prod.json"));
        Assert.That(Encoding.UTF8.GetString(ReleaseFile.Write(release)), Is.EqualTo(Good));
    }

    [TestCase("\"format\": 1", "\"format\": 2", "2:3: PLN017: has format 2, this Planner knows 1")]
    [TestCase("@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", ":2.4.0", "6:12: PLN011: must be an image pinned by its digest like name@sha256:…, not 'resin/resinos:2.4.0'")]
    [TestCase("2.4.0+rev1.prod", "newest", "4:14: PLN011: must be a version like 2.4.0+rev1, not 'newest'")]
    [TestCase("259200s", "3 days", "14:17: PLN011: must be a duration like 90s, 15m or 1h, not '3 days'")]
    [TestCase("\"withdrawn\": false", "\"withdrawn\": \"no\"", "11:16: PLN011: must be true or false, not 'no'")]
    [TestCase("\"withdrawn\"", "\"withdrwan\"", "11:3: PLN010: release takes no 'withdrwan'; did you mean 'withdrawn'?")]
    [TestCase("2026-12-01T10:00:00Z\",\n  \"withdrawn", "yesterday\",\n  \"withdrawn", "10:16: PLN011: must be an instant in UTC like 2026-12-01T10:00:00Z, not 'yesterday'")]
    [TestCase("\"packed\": 95000000,\n", "", "1:1: PLN012: release needs 'packed': Bytes to fetch.")]
    public void What_is_wrong_in_one_is_told_with_its_place(string text, string instead, string problem)
    {
        var (release, problems) = Read(Good.Replace(text, instead, StringComparison.Ordinal));
        Assert.That(release, Is.Null);
        Assert.That(problems, Is.EqualTo(new[] { $"r.json:{problem}" }));
    }

    static (Release? Release, IEnumerable<string> Problems) Read(string text)
    {
        var context = new ReadContext();
        return (ReleaseFile.Read("r.json", Encoding.UTF8.GetBytes(text), context), context.Problems.Select(problem => problem.ToString()));
    }
}
