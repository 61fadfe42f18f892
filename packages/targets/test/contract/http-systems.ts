import {startAgentServer} from '@slack-im/sandbox';

import {serve} from '../http/server.ts';
import {library, libraryYaml} from '../http-type/library.ts';
import {startJsonServer} from '../real/json-server.ts';
import type {RabbitMq} from '../real/rabbitmq.ts';
import {recipe} from '../real/recipe.ts';
import {startFaultProxy, type TestSystem} from '../../src/testing/index.ts';
import {draft, opener} from './systems.ts';

/** A system on HTTP, a proxy before it that makes its requests go wrong. */
const behindProxy = async (origin: string, system: (url: string) => Omit<TestSystem, 'faults'>): Promise<TestSystem> => {
	const faults = await startFaultProxy(origin);
	const inner = system(faults.url);
	return {
		...inner,
		faults,
		async close() {
			await inner.close?.();
			await faults.close();
		},
	};
};

const agent = (number: number) => ({
	...draft(number),
	attributes: {...draft(number).attributes, userId: `person${number}`, roleGroupId: 'AGENT', centerIds: ['spectra']},
});

/** The agent-account API, with everything that an installation may offer. */
export const workspaceSystem = async (): Promise<TestSystem> => {
	const server = await startAgentServer({pages: {size: 2, largest: 2}, headers: {'X-Attic-User': 'admin'}});
	return behindProxy(server.origin, url => ({
		open: opener(
			`{type: workspace, url: "${url}/api/agents", headers: {X-Attic-User: admin}, list: true, find: true, update: true, deactivate: true, reactivate: true, delete: true, slackIdAt: metadata.slackId}`,
			{attributes: ['userId', 'email', 'name', 'roleGroupId', 'centerIds'], keys: ['userId', 'email']},
		),
		draft: agent,
		key: 'userId',
		pageSize: 2,
		close: async () => server.close(),
	}));
};

/** The oldest installations: they know POST, and nothing else. */
export const postOnlySystem = async (): Promise<TestSystem> => {
	const server = await startAgentServer({postOnly: true});
	return behindProxy(server.origin, url => ({
		open: opener(`{type: workspace, url: "${url}/api/agents"}`, {keys: ['userId']}),
		draft: agent,
		key: 'userId',
		close: async () => server.close(),
	}));
};

/** The API that nobody described before. */
export const librarySystem = async (): Promise<TestSystem> => {
	const {handle} = library([{person: {display: 'The Librarian', contact: {mail: 'librarian@example.com'}}}]);
	const {url: origin} = await serve(handle);
	return behindProxy(origin, url => ({
		open: opener(libraryYaml.replace('${URL}', url).replace('${PASSWORD}', 's3cret')),
		draft: number => ({...draft(number), secrets: {}}),
		pageSize: 2,
		impossible: {
			'a list from which somebody is deleted': 'its pages move, and it tells no total',
			'an update to null': 'it takes null as a name',
		},
	}));
};

/** json-server, by the recipe of the docs, save that its pages are small. */
export const jsonServerSystem = async (): Promise<TestSystem> => {
	const yaml = await recipe('json-server');
	const origin = await startJsonServer({users: []});
	return behindProxy(origin, url => ({
		open: opener(`${yaml.replace('${JSON_SERVER_URL}', url).replace('size: 100', 'size: 2')}\ndelete: true\n`),
		draft: number => ({...draft(number), attributes: {...draft(number).attributes, active: true}, secrets: {}}),
		pageSize: 2,
	}));
};

/** RabbitMQ, by the recipe of the docs; the first tag takes the part of a name. One broker for all checks, emptied for each. */
export const rabbitMqSystem = async ({url: origin}: RabbitMq): Promise<TestSystem> => {
	const headers = {authorization: `Basic ${btoa('guest:guest')}`};
	const users: {name: string}[] = JSON.parse(await (await fetch(`${origin}/api/users`, {headers})).text());
	for (const {name} of users)
		if (name !== 'guest') await fetch(`${origin}/api/users/${encodeURIComponent(name)}`, {method: 'DELETE', headers});
	const yaml = await recipe('rabbitmq');
	const filled = yaml
		.replace('${RABBITMQ_USER}', 'guest')
		.replace('${RABBITMQ_PASSWORD}', 'guest')
		.replace('email: name', 'email: name\n    tags: tags[0]');
	return behindProxy(origin, url => ({
		open: opener(filled.replace('${RABBITMQ_URL}', url), {attributes: ['email', 'tags']}),
		draft: number => ({...draft(number), attributes: {email: `person${number}@example.com`, tags: `tag${number}`}}),
		attribute: 'tags',
		impossible: {
			'an update to null': 'a user always has tags',
			'a name in any script': 'RabbitMQ 3.10 breaks tags beyond ASCII',
			'an update to a name in any script': 'RabbitMQ 3.10 breaks tags beyond ASCII',
		},
	}));
};
