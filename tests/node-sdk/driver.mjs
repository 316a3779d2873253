// The vendor's unmodified Node SDK behind a line protocol, so that a C# test can make calls with it and look at packets in between.
//
// Arguments: endpoint (host:port), secret id, secret key, region.
// A line in:   {"id":1,"service":"vpc","action":"CreateSecurityGroup","params":{…},"options":{"signMethod":"TC3-HMAC-SHA256","reqMethod":"POST"}}
// A line out:  {"id":1,"response":{…}}  or  {"id":1,"error":{"code":"…","message":"…","requestId":"…"}}
// service is vpc, cvm, clb, cdb, tag or region (typed clients, the method of that name is called) or ringfence (the SDK's generic client).
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [endpoint, secretId, secretKey, region] = process.argv.slice(2);

const typedClients = {
  vpc: () => require("tencentcloud-sdk-nodejs/tencentcloud/services/vpc/v20170312/vpc_client").Client,
  cvm: () => require("tencentcloud-sdk-nodejs/tencentcloud/services/cvm/v20170312/cvm_client").Client,
  clb: () => require("tencentcloud-sdk-nodejs/tencentcloud/services/clb/v20180317/clb_client").Client,
  cdb: () => require("tencentcloud-sdk-nodejs/tencentcloud/services/cdb/v20170320/cdb_client").Client,
  tag: () => require("tencentcloud-sdk-nodejs/tencentcloud/services/tag/v20180813/tag_client").Client,
  region: () => require("tencentcloud-sdk-nodejs/tencentcloud/services/region/v20220627/region_client").Client,
};

function profile(options) {
  return {
    credential: { secretId: options.secretId ?? secretId, secretKey: options.secretKey ?? secretKey },
    region: options.region ?? region,
    profile: {
      signMethod: options.signMethod ?? "TC3-HMAC-SHA256",
      httpProfile: { protocol: "http://", endpoint, reqMethod: options.reqMethod ?? "POST", reqTimeout: 30 },
    },
  };
}

async function call({ service, action, params = {}, options = {} }) {
  if (service === "ringfence") {
    const { CommonClient } = require("tencentcloud-sdk-nodejs/tencentcloud/common/common_client");
    // Endpoint, version, configuration: the SDK's own way to call a service it has no types for.
    return await new CommonClient(endpoint, "2026-11-01", profile(options)).request(action, params);
  }
  const Client = typedClients[service]();
  const client = new Client(profile(options));
  if (typeof client[action] !== "function") throw new Error(`The SDK has no ${service}.${action}.`);
  return await client[action](params);
}

const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { id: request.id, response: await call(request) };
  } catch (error) {
    answer = { id: request.id, error: { code: error.code ?? "", message: error.message ?? String(error), requestId: error.requestId ?? "" } };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
