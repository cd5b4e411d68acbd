// One emulator for all of them: a start costs more than their stories.
import './anthropic-batch.story.js';
import './assemblyai.story.js';
import './openai-batch.story.js';
import './openai-response.story.js';
import './replicate.story.js';
