namespace Ringfence.Kernel.Tests;
