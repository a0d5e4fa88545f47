'use strict';
// Runs a Node.js handler: frames on descriptor 3, as in ../python/gust_bootstrap.py, and for streamed responses s (begin: the content
// type), c (a chunk), d (the end). Started before anyone knows for which function; becomes one function's when I arrives, for good.
const fs = require('fs');
const path = require('path');
const util = require('util');
const { Writable } = require('stream');
const Module = require('module');
const channel = require('./channel');

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const now = Date.now;

let current = null; // the invocation under way
let handler = null;
let jsonLogs = false;
let lowestLevel = 0;

const { send } = channel;

function hear(frame) {
  if (frame[0] === 73) initialise(JSON.parse(frame.toString('utf8', 1)));
  else invoke(frame);
}

// ---- logs ----

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

function logEvent(level, args) {
  if (LEVELS.indexOf(level) < lowestLevel) return;
  const time = new Date().toISOString();
  const id = current ? current.id : undefined;
  let text;
  if (jsonLogs) {
    const entry = { timestamp: time, level, requestId: id };
    if (args.length === 1 && args[0] instanceof Error) {
      entry.message = args[0].message;
      entry.errorType = args[0].name;
      entry.errorMessage = args[0].message;
      entry.stackTrace = stackOf(args[0]);
    } else {
      entry.message = args.length === 1 && typeof args[0] === 'object' ? args[0] : util.format(...args);
    }
    try {
      text = JSON.stringify(entry);
    } catch {
      text = JSON.stringify({ ...entry, message: util.format(...args) });
    }
  } else {
    text = `${time}\t${id}\t${level}\t${util.format(...args)}`;
  }
  send('l', Buffer.from(text));
}

function setUpConsole(environment) {
  jsonLogs = environment.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  lowestLevel = jsonLogs ? Math.max(LEVELS.indexOf((environment.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase()), 0) : 0;
  console.log = (...args) => logEvent('INFO', args);
  console.info = (...args) => logEvent('INFO', args);
  console.debug = (...args) => logEvent('DEBUG', args);
  console.warn = (...args) => logEvent('WARN', args);
  console.error = (...args) => logEvent('ERROR', args);
  console.trace = (...args) => {
    const holder = { name: 'Trace', message: util.format(...args) };
    Error.captureStackTrace(holder, console.trace);
    logEvent(jsonLogs ? 'TRACE' : 'TRACE', [holder.stack]);
  };
  console.fatal = (...args) => logEvent('FATAL', args);
}

// ---- errors ----

function stackOf(error) {
  return typeof error.stack === 'string' ? error.stack.split('\n').filter((line) => !line.includes(__dirname)) : [];
}

function isError(value) {
  return util.types.isNativeError(value) || value instanceof Error
    || (value && typeof value === 'object' && typeof value.name === 'string' && 'message' in value && 'stack' in value);
}

function errorBody(error) {
  if (isError(error)) {
    return { errorType: error.name ? error.name.replace(/\x7F/g, '%7F') : 'Error', errorMessage: String(error.message), trace: stackOf(error) };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function logged(error) {
  const body = errorBody(error);
  const entry = { errorType: body.errorType, errorMessage: body.errorMessage };
  if (isError(error)) for (const key of Object.keys(error)) if (!(key in entry) && key !== 'stack') entry[key] = error[key];
  entry.stack = body.trace;
  try {
    return JSON.stringify(entry);
  } catch {
    return JSON.stringify({ errorType: body.errorType, errorMessage: body.errorMessage, stack: body.trace });
  }
}

function runtimeError(name, message, cause) {
  const error = new Error(message);
  error.name = name;
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
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`.split('\n').map((line) => (line === `- ${__filename}` ? '- /var/runtime/index.mjs' : line)).join('\n'), error);
    throw error;
  }
  const resolve = (object) => match[2].split('.').reduce((at, key) => (at === undefined || at === null ? at : at[key]), object);
  let found = resolve(loaded);
  if (found === undefined && loaded && loaded.default) found = resolve(loaded.default);
  if (found === undefined || found === null) throw runtimeError('Runtime.HandlerNotFound', `${full} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('Runtime.HandlerNotFound', `${full} is not a function`);
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
    this.contentType = type;
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
      // Read when the handler calls back: an accessor would give every invocation's context a shape of its own.
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
      functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
      memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: header.clientContext ? JSON.parse(header.clientContext) : undefined,
      identity: header.identity ? JSON.parse(header.identity) : undefined,
      invokedFunctionArn: header.functionArn,
      awsRequestId: header.requestId,
      getRemainingTimeInMillis: () => Math.max(header.deadlineMillis - now(), 0),
      done: (error, result) => invocation.callback(error, result),
      succeed: (result) => invocation.succeed(result),
      fail: (error) => invocation.fail(error === undefined || error === null ? 'handled' : error),
    };
    return this.given;
  }

  callback(error, result) {
    if (this.over || this.waiting) return;
    this.waiting = error === undefined || error === null ? () => this.succeed(result) : () => this.fail(error);
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
    } catch (error) {
      this.fail(runtimeError('Runtime.MarshalError', `Unable to stringify response body as json: ${error.message}`, error));
      return;
    }
    this.end();
    send('r', Buffer.from(text));
  }

  finishStream() {
    if (this.over) return;
    this.end();
    send('d', Buffer.alloc(0));
  }

  fail(error, label = 'Invoke Error ', kind = 'e') {
    if (this.over) return;
    if (jsonLogs) logEvent('ERROR', [isError(error) ? error : String(error)]);
    else logEvent('ERROR', [`${label}\t${logged(error)}`]);
    this.end();
    send(kind, Buffer.from(JSON.stringify(errorBody(error))));
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
      const stream = new ResponseStream(invocation);
      stream.on('error', (error) => invocation.fail(error));
      Promise.resolve(handler(event, stream, invocation.context())).then(
        () => { if (!stream.writableEnded) stream.end(); },
        (error) => invocation.fail(error),
      );
      return;
    }
    const answer = handler(event, invocation.context(), (error, result) => invocation.callback(error, result));
    if (answer && typeof answer.then === 'function') {
      answer.then((result) => invocation.succeed(result), (error) => invocation.fail(error));
    } else if (answer !== undefined && handler.length < 3 && !invocation.waiting) {
      // A plain value from a handler without a callback: AWS answers null, as nobody called back.
      invocation.waiting = () => invocation.succeed(null);
    }
  } catch (error) {
    invocation.fail(error);
  }
}

process.on('beforeExit', () => {
  if (!current) return;
  // Nobody will ever answer: AWS says null then.
  if (current.waiting) current.settle();
  else current.succeed(null);
});

function die(error, label) {
  if (current) current.fail(error, label, 'x');
  else {
    logEvent('ERROR', [`${label}\t${logged(error)}`]);
    send('x', Buffer.from(JSON.stringify(errorBody(error))));
  }
  channel.socket.end(() => process.exit(129));
}

function setUpProcessErrors() {
  process.on('uncaughtException', (error) => die(error, 'Uncaught Exception '));
  process.on('unhandledRejection', (reason) => {
    const error = runtimeError('Runtime.UnhandledPromiseRejection', isError(reason) ? reason.toString() : String(reason), isError(reason) ? reason : undefined);
    error.reason = reason;
    die(error, 'Unhandled Promise Rejection ');
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
  setUpConsole(process.env);
  setUpProcessErrors();
  if (process.env.AWS_ENDPOINT_URL) pointVersionTwo(process.env.AWS_ENDPOINT_URL);
  try {
    handler = await loadHandler(root, process.env._HANDLER || order.handler);
  } catch (error) {
    logEvent('ERROR', [`Uncaught Exception \t${logged(error)}`]);
    send('x', Buffer.from(JSON.stringify(errorBody(error))));
    channel.socket.end(() => process.exit(1));
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
  try {
    handler = await loadHandler(__dirname, 'rehearsal.handler');
    for (let i = 0; i < 3; i++) invoke(frame);
    logEvent('INFO', ['rehearsal']);
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
  handler = null;
  current = null;
}

process.stdout;
process.stderr;
rehearse().finally(() => channel.listen(hear));
