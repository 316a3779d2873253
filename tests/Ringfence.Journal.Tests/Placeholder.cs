namespace Ringfence.Journal.Tests;
