'use strict';
// Points the AWS SDK for JavaScript v2 at AWS_ENDPOINT_URL, which newer SDKs read by themselves. Loaded by NODE_OPTIONS=--require,
// as `gust env --javascript-v2` sets it, so that programs made on that SDK, such as the Serverless Framework 3, run unchanged.
const Module = require('node:module');

const endpoint = process.env.AWS_ENDPOINT_URL;
const load = Module._load;
const pointed = new WeakSet();

Module._load = function (request, parent, isMain) {
  const loaded = load.call(this, request, parent, isMain);
  if (endpoint && /(^|[\\/])(aws-sdk|core|global)([\\/]|(\.js)?$)/.test(request)) {
    const file = Module._resolveFilename(request, parent, isMain);
    // The SDK makes its global configuration twice while it loads; both are pointed.
    if (/[\\/]aws-sdk[\\/](lib[\\/]core|lib[\\/]aws|global)\.js$/.test(file)) {
      const config = Object.hasOwn(loaded, 'config') ? loaded.config : undefined;
      if (config && !pointed.has(config)) {
        pointed.add(config);
        config.update({ endpoint, s3ForcePathStyle: true });
      }
    }
  }
  return loaded;
};
