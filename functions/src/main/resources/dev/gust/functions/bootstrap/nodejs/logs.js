'use strict';
// The console as events of the function's log, and errors as Lambda tells them.
const util = require('util');
const channel = require('./channel');

let requestId; // of the invocation under way
let jsonLogs = false;

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

// Errors within what is logged as JSON.
function shown(_, value) {
  if (!(value instanceof Error)) return value;
  return { errorType: value.constructor?.name ?? 'UnknownError', errorMessage: value.message,
    stackTrace: typeof value.stack === 'string' ? value.stack.split('\n') : value.stack, ...value };
}

function asJson(time, level, message, rest) {
  const entry = { timestamp: time, level, requestId };
  if (rest.length === 0) {
    try {
      return JSON.stringify({ ...entry, message }, shown);
    } catch {
      return JSON.stringify({ ...entry, message: util.format(message) });
    }
  }
  entry.message = util.format(message, ...rest);
  const error = [message, ...rest].find((each) => each instanceof Error);
  if (error) Object.assign(entry, { errorType: error.constructor?.name ?? 'UnknownError', errorMessage: error.message, stackTrace: stackOf(error) });
  return JSON.stringify(entry);
}

function logEvent(level, message, ...rest) {
  const time = new Date().toISOString();
  channel.log(jsonLogs ? asJson(time, level, message, rest) : `${time}\t${requestId}\t${level}\t${util.format(message, ...rest)}`);
}

function setUpConsole(environment) {
  jsonLogs = (environment.AWS_LAMBDA_LOG_FORMAT || '').toUpperCase() === 'JSON';
  const lowest = LEVELS.indexOf((environment.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase());
  for (const level of LEVELS) {
    const heard = level === 'FATAL' || LEVELS.indexOf(level) >= lowest;
    console[level.toLowerCase()] = heard ? (message, ...rest) => logEvent(level, message, ...rest) : () => {};
  }
  console.log = console.info;
}

function stackOf(error) {
  return typeof error.stack === 'string' ? error.stack.split('\n').filter((line) => !line.includes(__dirname)) : [];
}

function isError(value) {
  return util.types.isNativeError(value) || value instanceof Error
    || (value && typeof value === 'object' && typeof value.name === 'string' && typeof value.message === 'string' && typeof value.stack === 'string');
}

function errorBody(error) {
  try {
    if (isError(error)) {
      return { errorType: error.name.replaceAll('\x7F', '%7F'), errorMessage: error.message.replaceAll('\x7F', '%7F'), trace: stackOf(error) };
    }
    return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its'
      + ' message, name, and stack' };
  }
}

function told(error) {
  if (!(error instanceof Error)) return error;
  return { errorType: error.name, errorMessage: error.message, code: error.code, ...error, ...(typeof error.stack === 'string' && { stack: stackOf(error) }) };
}

function logError(label, problem) {
  const error = problem instanceof Error ? problem : new Error(problem);
  if (jsonLogs) {
    console.error(error);
    return;
  }
  let text;
  try {
    text = JSON.stringify(error, (_, value) => told(value));
  } catch {
    text = JSON.stringify(errorBody(error));
  }
  console.error(label, `\t${text}`);
}

// Whose events they are from now on.
function serve(id) {
  requestId = id;
}

module.exports = { setUpConsole, serve, isError, errorBody, logError };
