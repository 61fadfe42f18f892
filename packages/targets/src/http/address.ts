import {SettingError} from '@slack-im/core';

const isLoopback = (hostname: string): boolean => /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);

/**
What is wrong with a target's address, if anything: not a URL, credentials in it, plain `http:` beyond this machine.

@param path - Of the setting, for the error.
*/
export const addressProblem = (url: string, insecureHttp = false, path: readonly string[] = ['url']): SettingError | undefined => {
	if (!URL.canParse(url)) return new SettingError(path, 'is not a URL', {hint: 'Write it whole, as in https://dev.example/api.'});
	const {protocol, hostname, username, password} = new URL(url);
	if (protocol !== 'https:' && protocol !== 'http:') return new SettingError(path, `cannot use ${protocol}`, {hint: 'Use https:.'});
	if (username !== '' || password !== '') {
		return new SettingError(path, 'has credentials in it, which would show in logs', {hint: 'Set `auth: {basic: {user, password}}`.'});
	}
	if (protocol === 'http:' && !insecureHttp && !isLoopback(hostname)) {
		return new SettingError(path, `is plain http: to ${hostname}: credentials and personal data would cross the network readable`, {
			hint: 'Use https:, or set `insecureHttp: true` to accept it.',
		});
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
