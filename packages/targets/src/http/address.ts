import {SettingError} from '@slack-im/core';

const isLoopback = (hostname: string): boolean => /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);

/**
What is wrong with a target's address, if anything: not a URL, credentials in it, plain `http:` beyond this machine.

@param path - Of the setting, for the error.
*/
export const addressProblem = (url: string, insecureHttp = false, path: readonly string[] = ['url']): SettingError | undefined => {
	if (!URL.canParse(url)) return new SettingError(path, 'is not a URL', {hint: 'write it whole, as in https://dev.example/api'});
	const {protocol, hostname, username, password} = new URL(url);
	if (username !== '' || password !== '') {
		const hint = 'take them out; a target has `auth: {basic: {user, password}}`';
		return new SettingError(path, 'has credentials in it, which would show in logs', {hint});
	}
	if (protocol !== 'https:' && protocol !== 'http:') return new SettingError(path, `${protocol} cannot be used`, {hint: 'write https:'});
	if (protocol === 'http:' && !insecureHttp && !isLoopback(hostname)) {
		const hint = 'write https:, or accept it with `insecureHttp: true` (--insecure-http)';
		return new SettingError(path, `plain http: to ${hostname}: credentials and personal data would cross the network readable`, {hint});
	}
	return undefined;
};

/** Which system an address leads to, for the lock's name: scheme, host and port. All paths of one host count as one system, and so do all names of this machine: too coarse is safe, the two take turns. */
export const systemAt = (url: string): string => {
	if (!URL.canParse(url)) return url;
	const {protocol, hostname, port} = new URL(url);
	const host = hostname.replace(/\.$/, '');
	const here = isLoopback(host) || /^(0\.0\.0\.0|\[::\]|\[::ffff:7f.*\])$/.test(host);
	return `${protocol}//${here ? 'localhost' : host}${port === '' ? '' : `:${port}`}`;
};

/** An address as reports may show it: without credentials, query and fragment. */
export const shownAddress = (url: string): string => {
	if (!URL.canParse(url)) return url;
	const {origin, pathname} = new URL(url);
	return origin + pathname.replace(/\/+$/, '');
};
