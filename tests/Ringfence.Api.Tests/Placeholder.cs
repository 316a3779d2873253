namespace Ringfence.Api.Tests;
