'use strict';
// Frames between the host and a bootstrap: a length, a kind and a body.
const fs = require('fs');
const net = require('net');

// In a sandbox the channel is there; a plain process connects to it.
const { GUST_CHANNEL: place } = process.env;
delete process.env.GUST_CHANNEL;
const descriptor = place ? undefined : 3;
const onread = { buffer: Buffer.allocUnsafeSlow(65536), callback: (count, buffer) => { hear(buffer.subarray(0, count)); return true; } };
const socket = place ? net.connect({ path: place.slice(0, place.lastIndexOf(':')), onread }) : new net.Socket({ fd: 3, readable: true, writable: true, onread });
if (place) socket.write(`channel ${place.replace(/^.*:/, '')}\n`);
socket.on('error', () => process.exit(0));

// Nothing that children print gets into a piece of that size.
const PIECE = 16384;
const MORE = 0x80000000;

let silent = true; // until somebody listens
let early = []; // what came before that
let heard = null;
let received = [];
let receivedBytes = 0;

function send(kind, body, done) {
  if (silent) return true;
  const head = Buffer.allocUnsafe(5);
  head.writeUInt32BE(body.length + 1, 0);
  head[4] = kind.charCodeAt(0);
  if (body.length < 65536) return write(Buffer.concat([head, body], body.length + 5), done);
  socket.cork();
  socket.write(head);
  const flushed = socket.write(body, done);
  socket.uncork();
  return flushed;
}

// Small frames go out at once, past the stream, when nothing is on its way in it.
function write(bytes, done) {
  if (descriptor === undefined || done || socket.writableLength > 0) return socket.write(bytes, done);
  let written = 0;
  try {
    written = fs.writeSync(descriptor, bytes);
  } catch (error) {
    if (error.code !== 'EAGAIN') return socket.destroy(error);
  }
  return written === bytes.length || socket.write(bytes.subarray(written));
}

// One log event, with its line breaks, among what is printed: in the order in which they were written. A plain process's output is heard
// apart from its channel, and may be later than an answer.
function log(text) {
  if (silent) return;
  const body = Buffer.from(text);
  if (descriptor === undefined) {
    send('l', body);
    return;
  }
  for (let from = 0; from === 0 || from < body.length; from += PIECE) {
    const piece = body.subarray(from, from + PIECE);
    const head = Buffer.from([0xff, 0x6c, 0, 0, 0, 0]);
    head.writeUInt32BE(piece.length + (from + PIECE < body.length ? MORE : 0), 2);
    print(Buffer.concat([head, piece]));
  }
}

// At once where that is possible, as a process that dies writes nothing later.
function print(bytes) {
  if (process.stdout.writableLength > 0) {
    process.stdout.write(bytes);
    return;
  }
  let written = 0;
  try {
    written = fs.writeSync(1, bytes);
  } catch (error) {
    if (error.code !== 'EAGAIN') return;
  }
  if (written < bytes.length) process.stdout.write(bytes.subarray(written));
}

// Calls back when all that was printed is on its way.
function afterPrinting(then) {
  if (process.stdout.writableLength > 0) process.stdout.write('', then);
  else then();
}

// The bytes are good until it returns: the next ones come to the same place.
function hear(data) {
  if (early) {
    early.push(Buffer.from(data));
    return;
  }
  received.push(data);
  receivedBytes += data.length;
  while (receivedBytes >= 4) {
    if (received.length > 1 && received[0].length < 4) received = [Buffer.concat(received)];
    const length = received[0].readUInt32BE(0);
    if (receivedBytes < length + 4) break;
    const all = received.length === 1 ? received[0] : Buffer.concat(received);
    received = receivedBytes > length + 4 ? [all.subarray(length + 4)] : [];
    receivedBytes -= length + 4;
    heard(all.subarray(4, length + 4));
  }
  if (receivedBytes > 0) received[received.length - 1] = Buffer.from(received[received.length - 1]);
  else received = [];
}

// From now on frames are heard, and what is sent goes out.
function listen(frame) {
  heard = frame;
  silent = false;
  send('p', Buffer.alloc(0));
  const before = early;
  early = null;
  before.forEach(hear);
  socket.resume();
  socket.on('end', () => process.exit(0));
}

module.exports = { socket, send, log, afterPrinting, listen };
