import {httpFactory} from '@slack-im/targets';
import {startFaultProxy, testTarget} from '@slack-im/targets/testing';

import frontDesk from '../src/front-desk.ts';
import {startFrontDesk} from './front-desk-server.ts';

const log = {debug() {}, info() {}, warn() {}};

testTarget('front-desk', async () => {
	const desk = await startFrontDesk();
	const faults = await startFaultProxy(desk.url);
	const http = httpFactory({timeout: 1000, random: () => 0}); // Short, so that what never ends is soon seen to
	const options = {url: faults.url, token: desk.token};
	return {
		open: () => frontDesk.open(options, {http, log, attributes: ['email', 'name', 'doors'], keys: ['email'], folder: '.', readOnly: false}),
		draft: number => ({
			slackId: `U0P${number}`,
			attributes: {email: `person${number}@example.com`, name: `Person ${number}`, doors: ['north']},
			secrets: {pin: `pin-${number}-of-the-test`},
		}),
		pageSize: 2,
		faults,
		async close() {
			await http.close();
			await faults.close();
			await desk.close();
		},
	};
});
