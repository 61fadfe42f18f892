import type {Identity} from './identity.ts';
import type {Person} from './plan.ts';

/** What a report says of a person. */
export const personOf = ({slackId, email, name}: Identity): Person => ({slackId, ...(email !== undefined && {email}), name});

/** What people are sorted and addressed by: the e-mail, else the Slack id. */
export const personKey = ({email, slackId}: Person): string => email ?? slackId;
