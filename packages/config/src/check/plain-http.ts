import type {Finding} from './checks.ts';
import type {Path} from '../say/error.ts';

const isLoopback = (hostname: string): boolean => /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);

/** What is wrong with an address beyond its form: credentials in it, plain `http:` beyond this machine. */
export const httpFinding = (url: unknown, insecureHttp: boolean, path: Path): Finding | undefined => {
	if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
	const {protocol, hostname, username, password} = new URL(url);
	if (username !== '' || password !== '')
		return {
			path,
			message: 'has credentials in it, which would show in logs',
			hint: 'take them out; a target has `auth: {basic: {user, password}}`',
		};
	if (protocol === 'https:' || (protocol === 'http:' && insecureHttp) || (protocol === 'http:' && isLoopback(hostname))) return undefined;
	if (protocol !== 'http:') return {path, message: `${protocol} cannot be used`, hint: 'write https:'};
	return {
		path,
		message: `plain http: to ${hostname}: credentials and personal data would cross the network readable`,
		hint: 'write https:, or accept it with `insecureHttp: true` (--insecure-http)',
	};
};
