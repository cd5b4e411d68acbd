// One emulator for all of them: a start costs more than their stories.
import './azure-core-lro.story.js';
import './azure-document-intelligence.story.js';
import './durable-functions.story.js';
