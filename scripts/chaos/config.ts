import type {Type} from './systems.ts';
import {channel} from './people.ts';

const agent = {
	userId: '{{ email | local_part }}',
	email: '{{ email }}',
	name: '{{ name }}',
	title: '{{ title }}',
};

const verbs = {update: true, deactivate: true, reactivate: true, slackIdAt: 'metadata.slackId', attributes: agent};

const auth = {bearer: '${API_TOKEN}'};
const workspace = {type: 'workspace', url: '${API_URL}', auth, match: ['email', 'userId'], ...verbs};
const http = {
	type: 'http',
	url: '${API_ORIGIN}',
	auth: {login: {path: 'login', body: {user: 'slack-im'}, token: 'token'}},
	list: {path: 'api/agents', paging: {by: 'page', sizeParam: 'size', size: 5}},
	account: {active: 'active'},
	match: ['email'],
	...verbs,
};
const scim = {
	type: 'scim',
	url: '${API_URL}',
	token: '${API_TOKEN}',
	attributes: {userName: '{{ email }}', displayName: '{{ name }}', 'emails[type eq "work"].value': '{{ email }}', title: '{{ title }}'},
};
const initData = {type: 'init-data', file: '${FILE}', at: 'agents', slackIdAt: 'slackId', activeAt: 'active', attributes: agent};

const targets: Readonly<Record<Type, object>> = {
	workspace: {...workspace, list: true},
	channel: {...workspace, list: true, outOfScope: 'deactivate'},
	find: {...workspace, find: true},
	http,
	'http-delete': {...http, delete: true, leavers: 'delete'},
	module: {
		type: 'module',
		module: './module-target.mjs',
		options: {url: '${API_URL}', token: '${API_TOKEN}'},
		match: ['email'],
		protected: ['admin'],
		attributes: agent,
	},
	scim,
	'scim-delete': {...scim, leavers: 'delete'},
	file: initData,
	git: {...initData, git: {push: true, author: {name: 'slack-im', email: 'slack-im@example.com'}}},
};

/** The config of one run, as text. */
export const configOf = (type: Type, verify: object | undefined): string =>
	JSON.stringify({
		source: {
			token: '${SLACK_BOT_TOKEN}',
			url: '${SLACK_API_URL}',
			timeout: '${TIMEOUT}',
			readTimeout: '${READ_TIMEOUT}',
			...(type === 'channel' && {channel}),
		},
		reports: {html: false},
		targets: {system: {...targets[type], ...verify, limits: {timeout: '${TIMEOUT}'}}},
	});
