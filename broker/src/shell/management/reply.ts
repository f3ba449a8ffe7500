/** Short answers of the management pages. */
import type { ServerResponse } from 'node:http';

/** One JSON object and the end. */
export function answerJson(response: ServerResponse, statusCode: number, body: object): void {
  response.writeHead(statusCode, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
