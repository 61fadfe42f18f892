/** Fetches and parses every page of a Slack workspace and of an agent-account API, and prints the milliseconds: the least that anybody who compares them has to do. */
import {Pool} from 'undici';

const [slackUrl = '', token = '', agentsUrl = '', pageSize = ''] = process.argv.slice(2);
const startedAt = performance.now();

const slack = new Pool(new URL(slackUrl).origin, {connections: 1});
const {pathname} = new URL('users.list', slackUrl.endsWith('/') ? slackUrl : `${slackUrl}/`);
let cursor = '';
do {
	const answer = await slack.request({
		method: 'POST',
		path: pathname,
		headers: {authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded'},
		body: new URLSearchParams({limit: '999', ...(cursor && {cursor})}).toString(),
	});
	const page: {members: unknown[]; response_metadata?: {next_cursor?: string}} = JSON.parse(await answer.body.text());
	cursor = page.response_metadata?.next_cursor ?? '';
} while (cursor);

const agents = new Pool(new URL(agentsUrl).origin, {connections: 1});
let accounts = 0;
for (let page = 1, total = 1; accounts < total; page++) {
	const answer = await agents.request({method: 'GET', path: `${new URL(agentsUrl).pathname}?page=${page}&size=${pageSize}`});
	const rows: {items: unknown[]; total: number} = JSON.parse(await answer.body.text());
	total = rows.total;
	accounts += rows.items.length;
}
process.stdout.write(`${performance.now() - startedAt}\n`);
await Promise.all([slack.close(), agents.close()]);
