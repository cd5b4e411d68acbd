export * from './file-troubles.js';
export * from './profile-document.js';
export * from './profile-text.js';
export * from './shipped-files.js';
