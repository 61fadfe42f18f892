import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createServer, type IncomingMessage} from 'node:http';
import net, {type Server} from 'node:net';
import path from 'node:path';
import tls from 'node:tls';

import {describe, expect, onTestFinished, test} from 'vitest';

import {newFolder} from './harness/run.ts';
import {world} from './harness/world.ts';

const listening = async (server: Server): Promise<number> => {
	const open = new Set<net.Socket>();
	server.on('connection', (socket: net.Socket) => open.add(socket));
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		for (const socket of open) socket.destroy();
		server.close();
	});
	const address = server.address();
	return typeof address === 'object' && address ? address.port : 0;
};

const joined = (one: net.Socket, other: net.Socket): void => {
	for (const socket of [one, other]) socket.on('error', () => {});
	one.pipe(other).pipe(one);
};

/** A company's own CA, and a certificate of it for these names. */
const certificates = (names: readonly string[]): {readonly ca: string; readonly key: Buffer; readonly cert: Buffer} => {
	const folder = newFolder({'names.cnf': `subjectAltName=${names.map(name => `DNS:${name}`).join(',')}\n`});
	const openssl = (line: string): void => void execFileSync('openssl', line.split(' '), {cwd: folder, stdio: 'pipe'});
	const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
	openssl(`req -x509 ${newKey} -keyout ca.key -out ca.pem -days 2 -subj /CN=Company`);
	openssl(`req ${newKey} -keyout key.pem -out request.pem -subj /CN=systems`);
	openssl('x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names.cnf -out cert.pem');
	const file = (name: string): string => path.join(folder, name);
	return {ca: file('ca.pem'), key: readFileSync(file('key.pem')), cert: readFileSync(file('cert.pem'))};
};

/** Speaks TLS in front of a plain server. */
const behindTls = async (port: number, pair: tls.TlsOptions): Promise<number> =>
	listening(tls.createServer(pair, socket => joined(socket, net.connect(port, '127.0.0.1'))));

/** Lets through what `CONNECT` asks for, to these ports whatever host is named; no DNS knows the hosts. */
const startProxy = async (ports: Readonly<Record<string, number>>, password?: string) => {
	const asked: string[] = [];
	const server = createServer((_request, response) => void response.writeHead(500).end());
	server.on('connect', ({url = '', headers}: IncomingMessage, client: net.Socket) => {
		asked.push(url);
		const port = ports[url];
		client.on('error', () => {});
		const isKnown = password === undefined || headers['proxy-authorization'] === `Basic ${btoa(`kim:${password}`)}`;
		if (!isKnown || port === undefined) {
			client.end(isKnown ? 'HTTP/1.1 502 Bad Gateway\r\n\r\n' : 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
			return;
		}
		const upstream = net.connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			joined(client, upstream);
		});
	});
	return {asked, port: await listening(server)};
};

const pathOf = (url: string): string => new URL(url).pathname;
const portOf = (url: string): number => Number(new URL(url).port);

/** A Slack and a development server that speak TLS only, behind a proxy. */
const company = async (password?: string) => {
	const it = await world();
	const {ca, ...pair} = certificates(['slack.company.test', 'agents.company.test', 'localhost']);
	const agents = await behindTls(portOf(it.devServer.url), pair);
	const ports = {'slack.company.test:443': await behindTls(portOf(it.slack.url), pair), 'agents.company.test:443': agents};
	const proxy = await startProxy(ports, password);
	const env = {
		NODE_USE_ENV_PROXY: '1',
		HTTPS_PROXY: `http://${password === undefined ? '' : `kim:${password}@`}127.0.0.1:${proxy.port}`,
		NODE_EXTRA_CA_CERTS: ca,
		SLACK_API_URL: `https://slack.company.test${pathOf(it.slack.url)}`,
		API_URL: `https://agents.company.test${pathOf(it.devServer.url)}`,
	};
	return {...it, env, proxy, direct: `https://localhost:${agents}${pathOf(it.devServer.url)}`};
};

describe('a Slack and a target by https behind a proxy', () => {
	test('are reached, by a company CA, with the password of the proxy', async () => {
		const {run, env, proxy, devServer} = await company('pr0xy-pass');
		const {exitCode, stderr} = await run(['sync'], {env, secrets: ['pr0xy-pass']});
		expect(exitCode, stderr).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
		expect(new Set(proxy.asked)).toEqual(new Set(['slack.company.test:443', 'agents.company.test:443']));
	});

	test('NO_PROXY is obeyed', async () => {
		const {run, env, proxy, devServer, direct} = await company();
		const {exitCode, stderr} = await run(['sync'], {env: {...env, NO_PROXY: 'localhost', API_URL: direct}});
		expect(exitCode, stderr).toBe(0);
		expect(devServer.accounts()).toHaveLength(6);
		expect(new Set(proxy.asked)).toEqual(new Set(['slack.company.test:443']));
	});

	test.each([
		['the CA is not known', {NODE_EXTRA_CA_CERTS: ''}, 'kim:pr0xy-pass@', 'NODE_EXTRA_CA_CERTS'],
		['the proxy refuses', {}, '', 'the proxy answered 407'],
	])('%s: exit 5, and what to do', async (_sentence, wrong, user, words) => {
		const {run, env, slack, proxy} = await company('pr0xy-pass');
		const https = `http://${user}127.0.0.1:${proxy.port}`;
		const {exitCode, stdout, stderr} = await run(['sync'], {
			env: {...env, ...wrong, HTTPS_PROXY: https, NO_PROXY: '127.0.0.1', SLACK_API_URL: slack.url},
		});
		expect(exitCode, stderr).toBe(5);
		expect(stdout).toContain(words);
	});
});
