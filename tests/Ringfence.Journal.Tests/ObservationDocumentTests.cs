using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests;

public sealed class ObservationDocumentTests
{
    [Fact]
    public void An_observation_and_its_end_read_back_as_they_were()
    {
        var observation = new PolicyObservation
        {
            Id = "obs-aaaaaaaa",
            Scope = Sample.Scope,
            Name = "close 81",
            Calls = [new ObservedCall("DeleteSecurityGroupPolicies", "2017-03-12", """{"SecurityGroupId":"sg-aaaaaaaa"}"""), new ObservedCall("DeleteSecurityGroup", "2017-03-12", "{}")],
            CreatedBy = "AKIDsomebody",
            CreatedFrom = "203.0.113.9",
            CreatedAt = Sample.Time,
            SecurityGroupId = "sg-aaaaaaaa",
        };
        var read = Assert.IsType<Change.PutObservation>(DocumentCodec.Decode(DocumentCodec.Encode(new Change.PutObservation(observation)))).Observation;
        Assert.Equal(observation with { Calls = read.Calls }, read);
        Assert.Equal(observation.Calls, read.Calls);
        Assert.Equal(new Change.DeleteObservation("obs-aaaaaaaa"), DocumentCodec.Decode(DocumentCodec.Encode(new Change.DeleteObservation("obs-aaaaaaaa"))));
    }
}
