import {providers} from '../scim/providers.ts';
import {draft as person} from '../scim/support.ts';
import {startFaultProxy, type TestSystem} from '../../src/testing/index.ts';
import {opener} from './systems.ts';

/** A SCIM provider, a proxy before it that makes its requests go wrong. */
export const scimSystem = (name: keyof typeof providers) => async (): Promise<TestSystem> => {
	const started: {readonly url: string; readonly token?: string; readonly auth?: object} = await providers[name]();
	const {url, token, auth} = started;
	const {origin, pathname} = new URL(url);
	const faults = await startFaultProxy(origin);
	const attributes = ['userName', 'displayName', 'name.givenName', 'name.familyName', 'emails[type eq "work"].value'];
	return {
		open: opener(`{type: scim, url: "${faults.url}${pathname}", pageSize: 2, auth: ${JSON.stringify(auth ?? {bearer: token})}}`, {
			attributes,
			keys: ['userName', 'email'],
		}),
		draft: number => person(`person${number}`),
		key: 'userName',
		attribute: 'displayName',
		pageSize: 2,
		refusesDuplicates: true,
		impossible: name === 'Better Auth' ? {'an update to null': 'it makes a displayName up where there is none'} : {},
		faults,
		close: async () => faults.close(),
	};
};
