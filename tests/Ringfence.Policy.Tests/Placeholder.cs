namespace Ringfence.Policy.Tests;
