namespace Ringfence.Contracts.Tests;
