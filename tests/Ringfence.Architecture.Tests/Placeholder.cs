namespace Ringfence.Architecture.Tests;
