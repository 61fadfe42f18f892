import {existsSync} from 'node:fs';
import {createServer} from 'node:http';

import {chromium, type Browser} from 'playwright-core';

/** What Jenkins sends with archived and published pages unless its administrator says otherwise. */
export const jenkinsPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => existsSync(path));

/** Whether the machine has a Chromium; without it the tests in a browser are skipped, unless SLACK_IM_REAL=1 demands them. */
export const hasBrowser = process.env['SLACK_IM_REAL'] === '1' || executable !== undefined;

/** Starts the machine's Chromium with a profile of its own, and without its habit of calling home. */
export const openBrowser = async (): Promise<Browser> => {
	if (executable === undefined) throw new Error('no Chromium on this machine: apt-get install chromium');
	return chromium.launch({
		executablePath: executable,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
};

/** A page on loopback, with its style sheet, as Jenkins would serve it. */
export interface Site {
	readonly url: string;
	/** Paths that were asked for. */
	readonly asked: string[];
	close(): Promise<void>;
}

/** Serves texts by path, each with the given Content-Security-Policy. */
export const serve = async (files: Readonly<Record<string, string>>, policy: string | undefined): Promise<Site> => {
	const asked: string[] = [];
	const server = createServer(({url = '/'}, response) => {
		asked.push(url);
		const text = files[url];
		if (text === undefined) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, {
			'content-type': url.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/html; charset=utf-8',
			'x-content-type-options': 'nosniff',
			...(policy !== undefined && {'content-security-policy': policy}),
		});
		response.end(text);
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('the server has no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		asked,
		async close() {
			server.closeAllConnections();
			await new Promise(resolve => {
				server.close(resolve);
			});
		},
	};
};
