/** The management server: plain HTTP for operators, probes and tests. Nobody is asked who he is, so it binds to the loopback address by default. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerBanned } from './banned-page.ts';
import { answerClock } from './clock-page.ts';
import { answerCluster } from './cluster-page.ts';
import { answerHealth } from './health-page.ts';
import { answerRecords } from './records-page.ts';
import { answerJson } from './reply.ts';
import type { ManagementView, Visit } from './visit.ts';

/** A running server. */
export interface Management {
  /** host:port that was really taken. */
  readonly address: string;
  /** Ends open answers and closes. */
  close(): Promise<void>;
}

type Page = (visit: Visit) => void | Promise<void>;

/** Pages by method and path. */
const pages: Readonly<Record<string, Page>> = {
  'GET /health/live': (visit) => answerHealth(visit, 'live'),
  'GET /health/ready': (visit) => answerHealth(visit, 'ready'),
  'GET /health/startup': (visit) => answerHealth(visit, 'startup'),
  // Loaded when first asked for: its libraries are a seventh of all modules, and a start must not wait for them.
  'GET /metrics': async (visit) => (await import('./metrics-page.ts')).answerMetrics(visit),
  'GET /cluster': answerCluster,
  'GET /banned': answerBanned,
  'GET /records': answerRecords,
  'POST /clock': answerClock,
};

/** Starts the server. Rejects with the system's error (`code` EADDRINUSE ...) when the port cannot be had. */
export async function openManagement(host: string, port: number, view: ManagementView): Promise<Management> {
  const closing = new AbortController();
  const server = createServer((request, response) => void visitPage(request, response, view, closing.signal));
  const taken = await listen(server, host, port);
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeIdleConnections();
        setImmediate(() => server.closeAllConnections());
      }),
  };
}

async function visitPage(request: IncomingMessage, response: ServerResponse, view: ManagementView, closing: AbortSignal): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://management');
  const page = pages[`${request.method === 'HEAD' ? 'GET' : request.method} ${url.pathname}`];
  try {
    if (page !== undefined) return await page({ request, response, url, view, closing });
    const methods = Object.keys(pages).flatMap((key) => (key.endsWith(` ${url.pathname}`) ? [key.slice(0, key.indexOf(' '))] : []));
    if (methods.length === 0)
      return answerJson(response, 404, { error: `Expected a page of this server, but ${url.pathname} is none`, pages: Object.keys(pages) });
    response.setHeader('allow', methods.join(', '));
    answerJson(response, 405, { error: `Expected ${methods.join(' or ')} for ${url.pathname}, but got ${request.method}` });
  } catch (error) {
    if (response.headersSent) response.destroy();
    else answerJson(response, 500, { error: String(error) });
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
