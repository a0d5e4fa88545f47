'use strict';
// Runs once before any function is known.
exports.handler = async (event) => event;
