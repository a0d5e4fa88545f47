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

module.exports = { socket, send, listen };
