// The API: one function for each route.
import { randomUUID } from 'node:crypto';
import * as notes from './notes';

interface Event {
  routeKey: string;
  body?: string;
  isBase64Encoded?: boolean;
  pathParameters?: { id: string };
}

const routes: Record<string, (event: Event) => Promise<Answer>> = {
  'GET /notes': async () => answer(200, await notes.all()),

  'POST /notes': async (event) => {
    const { text } = JSON.parse(bodyOf(event)) as { text?: string };
    if (!text) return answer(400, { error: 'a note needs a text' });
    const note = { id: randomUUID(), text, created: new Date().toISOString() };
    await notes.put(note);
    console.log('created', note.id);
    return answer(201, note);
  },

  'GET /notes/{id}': async ({ pathParameters }) => {
    const note = await notes.find(pathParameters!.id);
    return note ? answer(200, note) : answer(404, { error: `there is no note ${pathParameters!.id}` });
  },

  'DELETE /notes/{id}': async ({ pathParameters }) => {
    await notes.remove(pathParameters!.id);
    return answer(204);
  },
};

export const handler = (event: Event) => routes[event.routeKey](event);

// A body whose content type is not one of a text comes in base64: curl's own, for one.
const bodyOf = ({ body = '{}', isBase64Encoded }: Event) => (isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);

type Answer = ReturnType<typeof answer>;

const answer = (statusCode: number, body?: unknown) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: body && JSON.stringify(body),
});
