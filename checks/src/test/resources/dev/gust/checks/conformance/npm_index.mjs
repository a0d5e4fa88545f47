// A function of real packages, as they are.
import middy from "@middy/core";
import { Logger } from "@aws-lambda-powertools/logger";
import serverless from "serverless-http";
import express from "express";

const logger = new Logger({ serviceName: "shop" });

export const plain = middy()
    .use({
        before: request => { request.event.before = true; },
        after: request => { request.response.after = true; },
        onError: request => { request.response = { caught: request.error.message }; },
    })
    .handler(async (event, context) => {
        logger.addContext(context);
        logger.info("handled", { order: event.order });
        if (event.fail) throw new Error("on purpose");
        return { event };
    });

const app = express();
app.use(express.json());
app.get("/hello/:name", (request, response) => response.json({ hello: request.params.name, query: request.query }));
app.post("/echo", (request, response) => response.status(201).set("x-from", "express").json(request.body));
export const http = serverless(app);
