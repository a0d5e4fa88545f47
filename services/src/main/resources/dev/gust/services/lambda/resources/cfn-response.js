'use strict';
// Tells CloudFormation how a custom resource went. It stands beside every handler that is written in a template itself.
const http = require('http');
const https = require('https');

exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

exports.send = function (event, context, responseStatus, responseData, physicalResourceId, noEcho) {
  const body = Buffer.from(JSON.stringify({
    Status: responseStatus,
    Reason: `See the details in CloudWatch Log Stream: ${context.logStreamName}`,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: responseData,
  }));
  return new Promise((resolve) => {
    const done = () => {
      if (context.done) context.done();
      resolve();
    };
    const address = new URL(event.ResponseURL);
    const request = (address.protocol === 'http:' ? http : https).request(
      address,
      { method: 'PUT', headers: { 'content-type': '', 'content-length': body.length } },
      (response) => response.resume().on('end', done),
    );
    request.on('error', (error) => {
      console.log(`the answer to CloudFormation failed: ${error.message}`);
      done();
    });
    request.end(body);
  });
};
