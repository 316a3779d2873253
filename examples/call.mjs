// One API call with the vendor's own SDK:
//
//   node call.mjs SERVICE ACTION ['JSON parameters']        SERVICE: vpc, cvm or ringfence
//
// RINGFENCE_ENDPOINT (default 127.0.0.1:9510), RINGFENCE_SECRET_ID and RINGFENCE_SECRET_KEY say where and who. Prints the response, or the error's code and
// message with exit code 1.
import { createRequire } from "node:module";

const { CommonClient } = createRequire(import.meta.url)("tencentcloud-sdk-nodejs/tencentcloud/common/common_client");
const versions = { vpc: "2017-03-12", cvm: "2017-03-12", ringfence: "2026-11-01" };
const [service, action, parameters = "{}"] = process.argv.slice(2);
const { RINGFENCE_ENDPOINT = "127.0.0.1:9510", RINGFENCE_SECRET_ID, RINGFENCE_SECRET_KEY } = process.env;

if (!(service in versions) || !action) {
  console.error("usage: node call.mjs vpc|cvm|ringfence ACTION ['JSON parameters']");
  process.exit(2);
}
if (!RINGFENCE_SECRET_ID || !RINGFENCE_SECRET_KEY) {
  console.error("Set RINGFENCE_SECRET_ID and RINGFENCE_SECRET_KEY: the pair the server was started with, or the one in its data folder's credentials.json.");
  process.exit(2);
}

const client = new CommonClient(RINGFENCE_ENDPOINT, versions[service], {
  credential: { secretId: RINGFENCE_SECRET_ID, secretKey: RINGFENCE_SECRET_KEY },
  region: "ap-guangzhou",
  profile: { httpProfile: { protocol: "http://", endpoint: RINGFENCE_ENDPOINT } },
});
try {
  console.log(JSON.stringify(await client.request(action, JSON.parse(parameters)), null, 2));
} catch (error) {
  console.error(`${error.code ?? "Error"}: ${error.message}`);
  process.exit(1);
}
