namespace Ringfence.Control.Tests;
