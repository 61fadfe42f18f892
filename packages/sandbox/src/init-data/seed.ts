/** Where the file is in its repository. */
export const fileName = 'init-data/agents.json';

/**
The file as people keep it by hand: entries of several habits, keys that nobody but the installer knows, numbers that no JSON parser of JavaScript gives back as they were.
*/
export const seedText = `{
  "formatVersion": 3,
  "note": "Read by the installer of the sales demo. Ask the platform team before you touch the centers!",
  "centers": [
    {"id": "spectra", "name": "Spectra", "capacity": 1.0},
    {"id": "prism",   "name": "Prism \\u2013 \\ud55c\\uad6d", "capacity": 1e3}
  ],
  "agents": [
    {
      "userId": "admin",
      "name": "Administrator",
      "roleGroupId": "ADMIN",
      "centerIds": ["spectra", "prism"],
      "serial": 12345678901234567890
    },
    { "userId": "demo-caller", "name": "Caller \\"Demo\\"", "roleGroupId": "AGENT", "centerIds": [ "spectra" ], "voice": {"codec":"opus","gain":-0.50}, "tags": [ ] },
    {"name":"Kiosk","userId":"kiosk","roleGroupId":"AGENT","centerIds":["prism"],"active":true,"hand-kept":"yes, since 2021"}
  ],
  "extras": {"empty": {}, "z": null, "a": [1,
    2, 3]}
}
`;
