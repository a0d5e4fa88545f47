'use strict';
// Runs a Node.js handler: frames on descriptor 3, as in ../python/gust_bootstrap.py, and for streamed responses s (begin: the content
// type), c (a chunk), d (the end). Started before anyone knows for which function; becomes one function's when I arrives, for good.
const fs = require('fs');
const path = require('path');
const { Writable } = require('stream');
const Module = require('module');
const channel = require('./channel');
const { setUpConsole, serve, isError, errorBody, logError } = require('./logs');

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const now = Date.now;

let current = null; // the invocation under way
let handler = null;
let passesCallbacks = true; // before Node.js 24

const { send } = channel;

const EXIT_MESSAGE = 'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never'
  + ' settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';
const CALLBACK_MESSAGE = 'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify'
  + ' this function to use a supported handler signature to use Node.js 24 or later. For more information see'
  + ' https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

function hear(frame) {
  if (frame[0] === 73) initialise(JSON.parse(frame.toString('utf8', 1)));
  else invoke(frame);
}

// ---- errors ----

function runtimeError(name, message, cause) {
  const Kind = { [name.replace('Runtime.', '')]: class extends Error {} }[name.replace('Runtime.', '')];
  Kind.prototype.name = name;
  const error = new Kind(message);
  error.stack = `${name}: ${message}` + (cause && cause.stack ? `\n${cause.stack.split('\n').slice(1).join('\n')}` : '');
  if (!cause) Error.captureStackTrace(error, runtimeError);
  return error;
}

// ---- finding the handler ----

function describesModule(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (fs.existsSync(file)) {
      try {
        return JSON.parse(fs.readFileSync(file, 'utf8')).type === 'module';
      } catch {
        return false;
      }
    }
    if (at === path.dirname(at) || path.basename(at) === 'node_modules') return false;
  }
}

async function loadModule(root, name) {
  const base = path.resolve(root, name);
  const load = (file) => require(file);
  const imported = (file) => import(require('url').pathToFileURL(file).href);
  if (fs.existsSync(base) && fs.statSync(base).isFile()) return load(base);
  if (fs.existsSync(base + '.js')) return describesModule(path.dirname(base)) ? imported(base + '.js') : load(base + '.js');
  if (fs.existsSync(base + '.mjs')) return imported(base + '.mjs');
  if (fs.existsSync(base + '.cjs')) return load(base + '.cjs');
  return load(require.resolve(name, { paths: [root] }));
}

async function loadHandler(root, full) {
  const file = path.basename(full);
  const match = /^([^.]*)\.(.+)$/.exec(file);
  if (full.includes('..')) throw runtimeError('Runtime.MalformedHandlerName', `'${full}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  if (!match) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const name = path.join(full.substring(0, full.length - file.length), match[1]);
  let loaded;
  try {
    loaded = await loadModule(root, name.startsWith('/') ? name : './' + name).catch((error) => {
      if (error && error.code === 'MODULE_NOT_FOUND' && !String(error.message).includes(`'./${name}'`)) throw error;
      if (error && error.code === 'MODULE_NOT_FOUND') throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${match[1]}'\nRequire stack:\n- /var/runtime/index.mjs`, error);
      throw error;
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('Runtime.UserCodeSyntaxError', error.stack.split('\n').find((line) => line.startsWith('SyntaxError')) || String(error), error);
    if (error && error.code === 'MODULE_NOT_FOUND') throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`.split('\n').map((line) => (line === `- ${__filename}` ? '- /var/runtime/index.mjs' : line)).join('\n'), error);
    throw error;
  }
  const resolve = (object) => match[2].split('.').reduce((at, key) => (at === undefined || at === null ? at : at[key]), object);
  let found = resolve(loaded);
  if (found === undefined && loaded && loaded.default) found = resolve(loaded.default);
  if (found === undefined || found === null) throw runtimeError('Runtime.HandlerNotFound', `${full} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('Runtime.HandlerNotFound', `${full} is not a function`);
  if (found[STREAMING] && found[STREAMING] !== 'response') throw runtimeError('Runtime.MalformedStreamingHandler', 'Only response streaming is supported.');
  if (!passesCallbacks && !found[STREAMING] && found.length >= 3) throw runtimeError('Runtime.CallbackHandlerDeprecated', CALLBACK_MESSAGE);
  return found;
}

// ---- AWS SDKs ----

// Version 2 of the SDK knows no endpoint variable; its global configuration is told when a function loads it.
function pointVersionTwo(endpoint) {
  const load = Module._load;
  const pointed = new Set();
  Module._load = function (request, parent, isMain) {
    const loaded = load.call(this, request, parent, isMain);
    if (typeof request === 'string' && /(^|\/)aws-sdk(\/|$)/.test(request)) {
      try {
        const file = Module._resolveFilename(request, parent, isMain);
        const root = file.slice(0, file.lastIndexOf('/aws-sdk/') + 9);
        if (file.includes('/aws-sdk/') && !pointed.has(root)) {
          pointed.add(root);
          const { config } = load.call(this, root + 'lib/core.js', parent, false);
          if (!config.endpoint) config.update({ endpoint, s3ForcePathStyle: true });
        }
      } catch (error) {
        process.emitWarning(`AWS SDK v2 was loaded but could not be pointed to ${endpoint}: ${error.message}`);
      }
    }
    return loaded;
  };
}

// Functions behind custom resources answer CloudFormation by https at its usual port, whatever the address says, since on AWS it is always so. Here
// that address is the gateway's.
function answerStacksAtGateway() {
  const http = require('http');
  const https = require('https');
  const secure = https.request;
  https.request = function (...args) {
    const first = args[0] || {};
    const target = typeof first === 'string' ? new URL(first) : first;
    const where = target.path || `${target.pathname || ''}${target.search || ''}`;
    if (!where.startsWith('/_aws/cloudformation-response/') || !process.env.AWS_ENDPOINT_URL) return secure.apply(this, args);
    const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL);
    const more = [first, args[1]].find((arg) => arg && typeof arg === 'object' && !(arg instanceof URL)) || {};
    const options = { method: more.method, headers: more.headers, timeout: more.timeout, signal: more.signal, hostname, port, path: where };
    return http.request(options, args.find((arg) => typeof arg === 'function'));
  };
  Module.syncBuiltinESMExports();
}

function preload(names) {
  for (const name of names) {
    try {
      require(name);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') process.stderr.write(`gust: preloading ${name}: ${error.message}\n`);
    }
  }
}

// ---- response streams ----

class ResponseStream extends Writable {
  constructor(invocation) {
    super({ highWaterMark: 65536 });
    this.invocation = invocation;
    this.contentType = 'application/octet-stream';
    this.begun = false;
  }

  setContentType(type) {
    if (this.begun || this.written) throw runtimeError('Runtime.InvalidStreamingOperation', 'Cannot set content-type, too late.');
    this.contentType = type;
  }

  write(chunk, encoding, done) {
    this.written = true;
    const bytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(bytes ? chunk : JSON.stringify(chunk), encoding, done);
  }

  _begin() {
    if (this.begun) return;
    this.begun = true;
    if (this._onBeforeFirstWrite) this._onBeforeFirstWrite((bytes) => this._early(bytes));
    send('s', Buffer.from(this.contentType));
    if (this.early) send('c', Buffer.concat(this.early));
  }

  _early(bytes) {
    (this.early = this.early || []).push(Buffer.from(bytes));
  }

  _write(chunk, encoding, done) {
    if (current !== this.invocation) return done(new Error('the invocation is over'));
    this._begin();
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding);
    send('c', bytes, done);
  }

  _final(done) {
    if (current === this.invocation) {
      this._begin();
      this.invocation.finishStream();
    }
    done();
  }
}

globalThis.awslambda = {
  streamifyResponse(streaming, options) {
    streaming[STREAMING] = 'response';
    if (options && options.highWaterMark) streaming[Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')] = options.highWaterMark;
    return streaming;
  },
  HttpResponseStream: class HttpResponseStream {
    static from(stream, prelude) {
      stream.setContentType(PRELUDE_TYPE);
      const text = JSON.stringify(prelude);
      stream._onBeforeFirstWrite = (write) => write(Buffer.concat([Buffer.from(text), Buffer.alloc(8)]));
      return stream;
    }
  },
};

// ---- one invocation ----

class InvocationUnderWay {
  constructor(header, event) {
    this.id = header.requestId;
    this.header = header;
    this.event = event;
    this.over = false;
    this.waiting = null; // an answer that waits for the event loop to run empty
    this.given = null; // the context that the handler has
  }

  context() {
    const invocation = this;
    const { header } = this;
    const environment = process.env;
    this.given = {
      functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
      functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
      memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: header.clientContext ? JSON.parse(header.clientContext) : undefined,
      identity: header.identity ? JSON.parse(header.identity) : undefined,
      invokedFunctionArn: header.functionArn,
      awsRequestId: header.requestId,
      getRemainingTimeInMillis: () => header.deadlineMillis - now(),
    };
    if (passesCallbacks) {
      // Read when the handler calls back: an accessor would give every invocation's context a shape of its own.
      this.given.callbackWaitsForEmptyEventLoop = true;
      this.given.succeed = (result) => invocation.done(undefined, result);
      this.given.fail = (error) => invocation.done(error === undefined || error === null ? 'handled' : error);
      this.given.done = (error, result) => invocation.done(error, result);
    }
    return this.given;
  }

  // At once, whatever the event loop still holds.
  done(error, result) {
    if (this.over || this.waiting) return;
    if (error === undefined || error === null) this.succeed(result);
    else this.fail(error);
  }

  callback(error, result) {
    if (this.over || this.waiting) return;
    if (error !== undefined && error !== null) {
      this.fail(error);
      return;
    }
    this.waiting = () => this.succeed(result);
    if (!this.given.callbackWaitsForEmptyEventLoop) setImmediate(() => this.settle());
  }

  settle() {
    const answer = this.waiting;
    this.waiting = null;
    if (answer && !this.over) answer();
  }

  succeed(result) {
    if (this.over) return;
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result);
      if (text === undefined) text = 'null';
    } catch {
      const message = 'Unable to stringify response body';
      this.fail(passesCallbacks ? new Error(message) : runtimeError('Runtime.JSONStringifyError', message));
      return;
    }
    this.end();
    channel.afterPrinting(() => send('r', Buffer.from(text)));
  }

  finishStream() {
    if (this.over) return;
    this.end();
    channel.afterPrinting(() => send('d', Buffer.alloc(0)));
  }

  fail(error, label = 'Invoke Error', kind = 'e') {
    if (this.over) return;
    logError(label, error);
    this.end();
    channel.afterPrinting(() => send(kind, Buffer.from(JSON.stringify(errorBody(error)))));
  }

  end() {
    this.over = true;
    current = null;
    channel.socket.ref();
  }
}

function invoke(frame) {
  const length = frame.readUInt32BE(1);
  const header = JSON.parse(frame.toString('utf8', 5, 5 + length));
  const invocation = new InvocationUnderWay(header, null);
  current = invocation;
  serve(invocation.id);
  if (header.traceId) process.env._X_AMZN_TRACE_ID = header.traceId;
  else delete process.env._X_AMZN_TRACE_ID;
  // The event loop is empty when only this channel is left in it: that is when a callback's answer goes out.
  channel.socket.unref();
  let event;
  try {
    event = JSON.parse(frame.toString('utf8', 5 + length));
  } catch (error) {
    invocation.fail(runtimeError('Runtime.UnmarshalError', error.message, error));
    return;
  }
  try {
    if (handler[STREAMING]) {
      stream(invocation, event);
      return;
    }
    const answer = handler(event, invocation.context(), passesCallbacks ? (error, result) => invocation.callback(error, result) : undefined);
    if (answer && typeof answer.then === 'function') {
      answer.then((result) => invocation.succeed(result), (error) => invocation.done(error === undefined || error === null ? 'handled' : error));
    } else if (!passesCallbacks) {
      invocation.succeed(answer);
    }
  } catch (error) {
    invocation.fail(error);
  }
}

// What the handler promised is awaited, and that somebody ends the stream: a pipe may do so later.
function stream(invocation, event) {
  const response = new ResponseStream(invocation);
  response.on('error', (error) => invocation.fail(error));
  const answer = handler(event, response, invocation.context());
  if (!answer || typeof answer.then !== 'function') {
    invocation.fail('Streaming does not support non-async handlers.');
    return;
  }
  answer.then(
    (result) => {
      if (result !== undefined) console.warn('Streaming handlers ignore return values.');
    },
    (error) => invocation.fail(error),
  );
}

process.on('beforeExit', () => {
  if (!current) return;
  if (current.waiting) current.settle();
  // A response that nobody will ever end keeps its request open until the time is up.
  else if (handler[STREAMING]) channel.socket.ref();
  // Nobody will ever answer. A handler that may call back is taken to have nothing to say.
  else if (handler.constructor.name !== 'AsyncFunction' && passesCallbacks) current.succeed(null);
  else current.fail(runtimeError('Runtime.NodeJsExit', EXIT_MESSAGE));
});

function die(error, label, status) {
  if (current) current.fail(error, label, 'x');
  else {
    logError(label, error);
    channel.afterPrinting(() => send('x', Buffer.from(JSON.stringify(errorBody(error)))));
  }
  channel.afterPrinting(() => channel.socket.end(() => process.exit(status)));
}

function setUpProcessErrors() {
  process.on('uncaughtException', (error) => die(error, 'Uncaught Exception', 129));
  process.on('unhandledRejection', (reason, promise) => {
    const error = runtimeError('Runtime.UnhandledPromiseRejection', String(reason), isError(reason) ? reason : undefined);
    Object.assign(error, { reason, promise });
    die(error, 'Unhandled Promise Rejection', 128);
  });
}

async function initialise(order) {
  // A wrapper script was started with the variables, and may have changed them. Otherwise only what differs is set: touching TZ makes
  // the engine look through the whole zone database.
  if (!process.env.AWS_LAMBDA_EXEC_WRAPPER) {
    for (const key of Object.keys(process.env)) if (!(key in order.environment)) delete process.env[key];
    for (const [key, value] of Object.entries(order.environment)) if (process.env[key] !== value) process.env[key] = value;
  }
  const root = order.taskRoot;
  process.chdir(root);
  Module._initPaths();
  passesCallbacks = !/^AWS_Lambda_nodejs(2[4-9]|[3-9]\d)\.x$/.test(process.env.AWS_EXECUTION_ENV || '');
  setUpConsole(process.env);
  setUpProcessErrors();
  if (process.env.AWS_ENDPOINT_URL) pointVersionTwo(process.env.AWS_ENDPOINT_URL);
  try {
    handler = await loadHandler(root, process.env._HANDLER || order.handler);
  } catch (error) {
    die(error, 'Uncaught Exception', 129);
    return;
  }
  send('i', Buffer.from('{}'));
}

preload(['http', 'https', 'crypto', 'zlib', 'dns', 'tls', 'url', 'querystring', 'child_process', 'events', 'buffer', 'os', 'timers/promises',
  'fs/promises', 'stream/promises', 'string_decoder', 'async_hooks', 'perf_hooks', 'assert', 'worker_threads', 'http2']);
preload(process.argv.slice(2));
answerStacksAtGateway();
void globalThis.fetch;

// Loads and runs a handler a few times, so that what that takes is compiled and found before a function is known.
async function rehearse() {
  const header = Buffer.from(JSON.stringify({ requestId: 'rehearsal', functionArn: 'rehearsal', deadlineMillis: 0 }));
  const frame = Buffer.concat([Buffer.from('R'), Buffer.alloc(4), header, Buffer.from('{"rehearsal":true}')]);
  frame.writeUInt32BE(header.length, 1);
  // Which Node.js the preloaded SDK will want some day is not for the logs of functions that may not even use it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const plain = { ...console };
  setUpConsole({});
  try {
    handler = await loadHandler(__dirname, 'rehearsal.handler');
    for (let i = 0; i < 3; i++) invoke(frame);
    console.log('rehearsal');
    await import('./rehearsal.mjs');
    // A client of the preloaded SDK: its making is much the same for every service.
    const sdk = process.argv.slice(2).find((module) => module.endsWith('/client-dynamodb'));
    const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
    if (sdk) new (require(sdk).DynamoDBClient)({ region: 'us-east-1', credentials }).destroy();
  } catch (error) {
    process.stderr.write(`gust: rehearsing: ${error.message}\n`);
  }
  delete process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED;
  delete require.cache[require.resolve('./rehearsal.js')];
  Object.assign(console, plain);
  serve(undefined);
  handler = null;
  current = null;
}

process.stdout;
process.stderr;
rehearse().finally(() => channel.listen(hear));
