"use strict";(self.rspackChunkprivacylab=self.rspackChunkprivacylab||[]).push([["style_index_js"],{"./node_modules/css-loader/dist/cjs.js!./style/home.css"(e,t,o){var r=o("./node_modules/css-loader/dist/runtime/noSourceMaps.js"),p=o.n(r),a=o("./node_modules/css-loader/dist/runtime/api.js"),l=(o.n(a))()(p());l.push([e.id,`/* The home page, and the course in the left side panel. Both are as wide as their place allows. */
body {
  --pl-accent: #00588f;
  --pl-on-accent: #fff;
  --pl-ring: #8a8f98;
}

body[data-jp-theme-light='false'] {
  --pl-accent: #7cc4f5;
  --pl-on-accent: #10212e;
  --pl-ring: #8a8f98;
}

.pl-Home,
.pl-Course {
  container-type: inline-size;
  overflow-y: auto;
  background: var(--jp-layout-color1);
  color: var(--jp-content-font-color1);
  font-family: var(--jp-content-font-family);
  line-height: 1.5;
}

.pl-Home {
  font-size: 15px;
}

.pl-Course {
  font-size: 13px;
}

.pl-Home .pl-course-body {
  box-sizing: border-box;
  max-width: 860px;
  margin: 0 auto;
  padding: 40px 40px 64px;
}

.pl-Course .pl-course-body {
  padding: 12px 12px 32px;
}

.pl-Home > p,
.pl-Course > p {
  margin: 12px;
}

.pl-Home > p:empty,
.pl-Course > p:empty {
  margin: 0;
}

:is(.pl-Home, .pl-Course) :is(h1, h2, h3, p, ol, ul) {
  margin: 0;
  padding: 0;
}

:is(.pl-Home, .pl-Course) :is(a, button, summary, input):focus-visible {
  outline: 2px solid var(--pl-accent);
  outline-offset: 2px;
}

.pl-Home h1 {
  font-size: 28px;
  font-weight: 600;
  line-height: 1.25;
  letter-spacing: -0.01em;
}

/* How much is done */
.pl-Home .pl-totals {
  margin-top: 10px;
}

.pl-totals {
  color: var(--pl-other);
}

.pl-bar {
  height: 6px;
  margin-bottom: 6px;
  overflow: hidden;
  border-radius: 3px;
  background: var(--jp-layout-color3);
}

.pl-bar span {
  display: block;
  height: 100%;
  border-radius: 3px;
  background: var(--pl-passed);
}

/* Where to continue */
.pl-next-card {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 12px 24px;
  margin-top: 28px;
  padding: 20px 24px;
  border: 1px solid var(--jp-border-color2);
  border-left: 4px solid var(--pl-accent);
  border-radius: 6px;
}

.pl-next-card > div {
  flex: 1 1 260px;
}

.pl-next-name {
  font-size: 18px;
  font-weight: 600;
}

.pl-next-about {
  color: var(--pl-other);
}

a.pl-primary {
  display: inline-block;
  padding: 8px 24px;
  border-radius: 4px;
  background: var(--pl-accent);
  color: var(--pl-on-accent);
  font-weight: 600;
  text-decoration: none;
}

:is(.pl-Home, .pl-Course) a.pl-primary {
  color: var(--pl-on-accent);
}

a.pl-primary:hover {
  text-decoration: underline;
}

.pl-Course a.pl-primary {
  padding: 4px 16px;
}

.pl-changes {
  margin-top: 24px;
}

.pl-changes h2 {
  font-size: 15px;
  font-weight: 600;
}

.pl-changes ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0 28px;
  list-style: none;
}

/* The track */
.pl-tracks {
  min-width: 0;
  margin: 32px 0 8px;
  padding: 0;
  border: 0;
}

.pl-tracks legend {
  padding: 0;
  font-weight: 600;
}

.pl-tracks > div {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin: 8px 0;
}

.pl-track {
  display: grid;
  flex: 1 1 180px;
  grid-template-columns: auto 1fr;
  align-items: center;
  gap: 0 10px;
  padding: 10px 14px;
  border: 1px solid var(--jp-border-color1);
  border-radius: 6px;
  cursor: pointer;
}

.pl-track:has(:checked) {
  border-color: var(--pl-accent);
  box-shadow: inset 0 0 0 1px var(--pl-accent);
  font-weight: 600;
}

.pl-track input,
.pl-tick input {
  margin: 0;
  accent-color: var(--pl-accent);
}

.pl-track-left {
  grid-column: 2;
  font-size: 13px;
  font-weight: 400;
}

.pl-tracks p,
.pl-tracks .pl-track-left,
.pl-home-foot {
  color: var(--pl-other);
}

.pl-home-foot {
  margin-top: 32px !important;
  font-size: 13px;
}

/* The path */
.pl-path-section {
  border-top: 1px solid var(--jp-border-color2);
}

.pl-path-section:last-of-type {
  border-bottom: 1px solid var(--jp-border-color2);
}

.pl-path-section > summary {
  display: grid;
  grid-template-columns: 12px minmax(0, 1fr) auto 84px 104px;
  align-items: center;
  gap: 2px 14px;
  padding: 14px 4px;
  cursor: pointer;
  list-style: none;
}

.pl-path-section > summary::-webkit-details-marker {
  display: none;
}

.pl-path-section > summary::before {
  width: 7px;
  height: 7px;
  border: solid var(--pl-other);
  border-width: 0 2px 2px 0;
  content: '';
  transform: rotate(-45deg);
}

.pl-path-section[open] > summary::before {
  transform: rotate(45deg);
}

.pl-path-section > summary:hover {
  background: var(--jp-layout-color2);
}

.pl-Home summary h2 {
  font-size: 17px;
  font-weight: 600;
}

.pl-rings {
  display: flex;
  gap: 4px;
}

.pl-rings .pl-ring {
  width: 8px;
  height: 8px;
  border-width: 1px;
}

.pl-path-section[open] .pl-rings {
  visibility: hidden;
}

.pl-path-due,
.pl-path-done,
.pl-path-left,
.pl-path-state,
.pl-path-minutes {
  color: var(--pl-other);
  font-size: 13px;
}

.pl-path-due {
  display: block;
  font-weight: 400;
}

.pl-path-left,
.pl-path-minutes {
  text-align: right;
  font-variant-numeric: tabular-nums;
}

.pl-path {
  margin-bottom: 16px !important;
  list-style: none;
}

.pl-path-row {
  position: relative;
  display: grid;
  grid-template-columns: 14px minmax(0, 1fr) minmax(0, auto) 64px;
  align-items: center;
  gap: 0 14px;
  padding: 7px 4px;
}

/* the line from one step to the next */
.pl-path-row:not(:last-child)::before {
  position: absolute;
  top: calc(50% + 9px);
  bottom: calc(-50% + 9px);
  left: 10px;
  border-left: 2px solid var(--jp-border-color2);
  content: '';
}

.pl-ring {
  box-sizing: border-box;
  width: 14px;
  height: 14px;
  border: 2px solid var(--pl-ring);
  border-radius: 50%;
}

.pl-ring[data-kind='part'] {
  border-color: var(--pl-accent);
  background: conic-gradient(var(--pl-accent) var(--pl-share), transparent 0);
}

.pl-ring[data-kind='full'] {
  border-color: var(--pl-passed);
  background: var(--pl-passed);
}

.pl-ring[data-kind='problem'] {
  border-color: var(--pl-failed);
  border-style: dashed;
}

.pl-path-name {
  overflow-wrap: anywhere;
  color: var(--jp-content-font-color1);
  text-decoration: none;
}

.pl-path-name:hover {
  color: var(--pl-accent);
  text-decoration: underline;
}

.pl-path-row[data-next] .pl-path-name {
  font-weight: 600;
  color: var(--pl-accent);
}

.pl-path-row[data-kind='full'] .pl-path-state {
  color: var(--pl-passed);
}

.pl-path-row[data-kind='problem'] .pl-path-state {
  color: var(--pl-failed);
}

.pl-tick {
  display: flex;
  grid-column: 3;
  grid-row: 1;
  align-items: center;
  gap: 6px;
  color: var(--pl-other);
  font-size: 13px;
  cursor: pointer;
}

/* its words say the state */
.pl-path-row:has(.pl-tick) .pl-path-state {
  display: none;
}

.pl-path-row[data-kind='full'] .pl-tick {
  color: var(--pl-passed);
}

/* The side panel, and a narrow page: the state is below the name */
@container (max-width: 640px) {
  .pl-Home .pl-course-body {
    padding: 24px 20px 48px;
  }

  .pl-path-section > summary {
    grid-template-columns: 12px minmax(0, 1fr) auto;
  }

  .pl-path-section > summary :is(h2, h3) {
    grid-column: 2 / 4;
  }

  .pl-path-done {
    grid-column: 2;
  }

  .pl-path-section .pl-rings {
    flex-wrap: wrap;
    grid-column: 2 / 4;
    grid-row: 3;
    margin-top: 4px;
  }

  .pl-path-section[open] .pl-rings {
    display: none;
  }

  .pl-path-row {
    grid-template-columns: 14px minmax(0, 1fr) auto;
    gap: 0 10px;
  }

  .pl-path-row > .pl-ring {
    align-self: start;
    margin-top: 4px;
  }

  .pl-path-row:not(:last-child)::before {
    top: 27px;
    bottom: -9px;
  }

  .pl-path-state,
  .pl-tick {
    grid-column: 2;
    grid-row: 2;
  }

  .pl-path-minutes {
    grid-column: 3;
    grid-row: 1;
    align-self: start;
    margin-top: 2px;
  }
}

.pl-Course h2 {
  font-size: 13px;
  font-weight: 600;
}

.pl-Course summary h3 {
  font-size: 13px;
  font-weight: 600;
}

.pl-Course .pl-path-section > summary {
  padding: 8px 4px;
}

.pl-Course .pl-path-row {
  padding: 5px 4px;
}

.pl-Course .pl-path-row:not(:last-child)::before {
  top: 25px;
  bottom: -7px;
}

.pl-Course .pl-path-row:has([aria-current]) {
  border-radius: 4px;
  background: var(--jp-layout-color2);
  box-shadow: inset 3px 0 0 var(--pl-accent);
}

.pl-Course :is(.pl-path-due, .pl-path-done, .pl-path-left, .pl-path-state, .pl-path-minutes, .pl-tick) {
  font-size: 12px;
}

.pl-course-head {
  display: flex;
  align-items: center;
  gap: 16px;
  margin: 10px 0 14px !important;
}

#privacylab-course {
  min-width: 260px;
}
`,""]),o.d(t,{},{A:l})},"./node_modules/css-loader/dist/cjs.js!./style/index.css"(e,t,o){var r=o("./node_modules/css-loader/dist/runtime/noSourceMaps.js"),p=o.n(r),a=o("./node_modules/css-loader/dist/runtime/api.js"),l=(o.n(a))()(p());l.push([e.id,`/* Colors of outcomes reach a contrast of 4.5 : 1 on JupyterLab's own backgrounds. */
body {
  --pl-passed: #00694d;
  --pl-failed: #b34700;
  --pl-crashed: #8f3d73;
  --pl-other: #5f5f5f;
  --pl-part: #00588f;
}

body[data-jp-theme-light='false'] {
  --pl-passed: #5cd0aa;
  --pl-failed: #ffa766;
  --pl-crashed: #e8a6d0;
  --pl-other: #bdbdbd;
  --pl-part: #7cc4f5;
}

.pl-Panel {
  padding: 8px 16px;
  overflow-y: auto;
  background: var(--jp-layout-color1);
  color: var(--jp-content-font-color1);
  font-family: var(--jp-content-font-family);
  font-size: var(--jp-ui-font-size1);
  line-height: 1.4;
}

.pl-Panel:focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: -2px;
}

.pl-Panel h2 {
  margin: 0 0 4px;
  font-size: 1.15em;
}

.pl-Panel h3 {
  margin: 0;
  font-size: 1em;
}

.pl-Panel p {
  margin: 2px 0;
}

.pl-Panel p:empty {
  display: none;
}

/* a live region must not be hidden, or its first words are not read out */
.pl-Panel .pl-status:empty {
  display: block;
  margin: 0;
}

:is(.pl-Panel, .pl-Home, .pl-Course) .pl-only-read-out {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: 0;
  overflow: hidden;
  clip-path: inset(50%);
}

#jp-right-stack > .pl-Panel {
  min-width: 360px;
}

.pl-status,
.pl-made,
.pl-of {
  color: var(--jp-content-font-color2);
}

.pl-error,
.pl-warning,
.pl-changed {
  padding: 6px 10px;
  border-left: 4px solid var(--pl-failed);
  background: var(--jp-layout-color2);
}

.pl-points {
  font-size: 1.15em;
}

.pl-outcome {
  white-space: nowrap;
  font-weight: 600;
  color: var(--pl-other);
}

.pl-outcome[data-outcome='passed'],
.pl-outcome[data-outcome='graded by a person'] {
  color: var(--pl-passed);
}

.pl-outcome[data-outcome='public checks pass'] {
  color: var(--pl-part);
}

.pl-outcome[data-outcome='failed'],
.pl-outcome[data-outcome='partly passed'] {
  color: var(--pl-failed);
}

.pl-outcome[data-outcome='crashed'],
.pl-outcome[data-outcome='stopped'] {
  color: var(--pl-crashed);
}

.pl-step {
  margin-top: 6px;
  padding-top: 5px;
  border-top: 1px solid var(--jp-border-color1);
}

.pl-step-head {
  display: flex;
  justify-content: space-between;
  gap: 8px;
}

.pl-notice,
.pl-progress,
.pl-next {
  font-weight: 600;
}

.pl-next {
  padding-top: 5px;
  border-top: 1px solid var(--jp-border-color1);
}

.pl-checks {
  margin: 4px 0 0;
  padding: 0;
  list-style: none;
}

.pl-checks li {
  margin: 2px 0;
}

/* a second line begins below the first one's words, not below the sign */
.pl-checks li > span {
  display: block;
  padding-left: 1.4em;
  text-indent: -1.4em;
}

.pl-toggle {
  max-width: 100%;
  padding: 1px 2px 1px 1.2em;
  border: 0;
  text-indent: -1.2em;
  background: none;
  color: inherit;
  font: inherit;
  text-align: left;
  cursor: pointer;
}

.pl-toggle::before {
  display: inline-block;
  width: 1.2em;
  text-indent: 0;
  content: '▸' / '';
}

.pl-toggle[aria-expanded='true']::before {
  content: '▾' / '';
}

.pl-toggle:hover {
  text-decoration: underline;
}

.pl-toggle:focus-visible {
  outline: 2px solid var(--jp-brand-color1);
}

.pl-disclosed {
  padding-left: 1.1em;
}

.pl-disclosed.pl-inside {
  padding-left: 0;
}

.pl-step .pl-of {
  white-space: nowrap;
}

/* one line for what is closed */
.pl-checks .pl-toggle[aria-expanded='false'] {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.pl-output span {
  display: block;
}

.pl-output.pl-short span {
  display: -webkit-box;
  overflow: hidden;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 1;
}

.pl-first .pl-output.pl-short span,
div.pl-output.pl-short span {
  -webkit-line-clamp: 2;
}

.pl-output.pl-short span:nth-child(n + 4) {
  display: none;
}

.pl-row {
  display: flex;
  flex-wrap: wrap;
}

.pl-hints:has(.pl-hint) {
  flex-basis: 100%;
}

.pl-gallery {
  margin-top: 6px;
}

.pl-gallery h4 {
  margin: 8px 0 2px;
  font-size: 1em;
}

.pl-counterfeits {
  margin: 4px 0 0;
  padding: 0;
  list-style: none;
}

.pl-breaks {
  color: var(--jp-content-font-color2);
}

.pl-diff {
  margin: 4px 0;
  padding: 6px 0;
  background: var(--jp-layout-color2);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  font-size: var(--jp-code-font-size);
  line-height: 1.35;
}

.pl-diff span {
  display: block;
  padding: 0 8px 0 calc(8px + 4ch);
  border-left: 3px solid transparent;
  text-indent: -4ch;
}

.pl-diff .pl-removed {
  border-left-color: var(--pl-failed);
  background: color-mix(in srgb, var(--pl-failed) 12%, transparent);
}

.pl-diff .pl-added {
  border-left-color: var(--pl-passed);
  background: color-mix(in srgb, var(--pl-passed) 12%, transparent);
}

.pl-mark {
  margin: 2px 0 2px var(--jp-cell-prompt-width);
  padding: 0 8px;
  border: 1px solid var(--jp-border-color1);
  border-radius: 3px;
  background: var(--jp-layout-color1);
  font-family: var(--jp-ui-font-family);
  font-size: var(--jp-ui-font-size1);
  line-height: 1.6;
  cursor: pointer;
}

.pl-mark:focus-visible {
  outline: 2px solid var(--jp-brand-color1);
}

.pl-more {
  margin: 2px 0 4px 0.5em;
  padding-left: 10px;
  border-left: 2px solid var(--jp-border-color1);
}

.pl-more pre {
  margin: 4px 0;
  padding: 6px 8px;
  background: var(--jp-layout-color2);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  font-size: var(--jp-code-font-size);
}

.pl-hint {
  margin: 6px 0;
  padding: 4px 10px;
  border-left: 4px solid #e69f00;
  background: var(--jp-layout-color2);
}

.pl-rung {
  font-weight: 600;
}

.pl-link {
  margin: 0 14px 0 0;
  padding: 1px 0;
  border: 0;
  background: none;
  color: var(--jp-content-link-color);
  font: inherit;
  text-align: left;
  text-decoration: underline;
  cursor: pointer;
}

.pl-link:focus-visible {
  outline: 2px solid var(--jp-brand-color1);
}

.pl-check,
.pl-grade {
  margin-right: 4px;
}

.pl-check jp-button,
.pl-grade jp-button {
  border: 1px solid var(--jp-border-color1);
  border-radius: 3px;
}

.pl-grade .jp-ToolbarButtonComponent-label,
.pl-check .jp-ToolbarButtonComponent-label {
  padding: 0 8px;
  font-weight: 600;
}

/* In notebooks: what the keyboard can scroll, and figures, which are drawn on white. */
.pl-wide:focus-visible {
  outline: 2px solid var(--pl-accent);
  outline-offset: -2px;
}

/* white becomes the theme's ground, black its letters, and each hue stays */
body[data-jp-theme-light='false'] .pl-picture {
  filter: invert(93%) hue-rotate(180deg);
}

/* at 200 % zoom the notebook keeps its room beside the panels */
@media (max-width: 900px) {
  #jp-right-stack > .pl-Panel {
    min-width: 240px;
  }
}
`,""]),o.d(t,{},{A:l})},"./node_modules/css-loader/dist/runtime/api.js"(e){e.exports=function(e){var t=[];return t.toString=function(){return this.map(function(t){var o="",r=void 0!==t[5];return t[4]&&(o+="@supports (".concat(t[4],") {")),t[2]&&(o+="@media ".concat(t[2]," {")),r&&(o+="@layer".concat(t[5].length>0?" ".concat(t[5]):""," {")),o+=e(t),r&&(o+="}"),t[2]&&(o+="}"),t[4]&&(o+="}"),o}).join("")},t.i=function(e,o,r,p,a){"string"==typeof e&&(e=[[null,e,void 0]]);var l={};if(r)for(var n=0;n<this.length;n++){var i=this[n][0];null!=i&&(l[i]=!0)}for(var s=0;s<e.length;s++){var d=[].concat(e[s]);r&&l[d[0]]||(void 0!==a&&(void 0===d[5]||(d[1]="@layer".concat(d[5].length>0?" ".concat(d[5]):""," {").concat(d[1],"}")),d[5]=a),o&&(d[2]&&(d[1]="@media ".concat(d[2]," {").concat(d[1],"}")),d[2]=o),p&&(d[4]?(d[1]="@supports (".concat(d[4],") {").concat(d[1],"}"),d[4]=p):d[4]="".concat(p)),t.push(d))}},t}},"./node_modules/css-loader/dist/runtime/noSourceMaps.js"(e){e.exports=function(e){return e[1]}},"./node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"(e){var t=[];function o(e){for(var o=-1,r=0;r<t.length;r++)if(t[r].identifier===e){o=r;break}return o}function r(e,r){for(var p={},a=[],l=0;l<e.length;l++){var n=e[l],i=r.base?n[0]+r.base:n[0],s=p[i]||0,d="".concat(i," ").concat(s);p[i]=s+1;var c=o(d),u={css:n[1],media:n[2],sourceMap:n[3],supports:n[4],layer:n[5]};if(-1!==c)t[c].references++,t[c].updater(u);else{var m=function(e,t){var o=t.domAPI(t);return o.update(e),function(t){t?(t.css!==e.css||t.media!==e.media||t.sourceMap!==e.sourceMap||t.supports!==e.supports||t.layer!==e.layer)&&o.update(e=t):o.remove()}}(u,r);r.byIndex=l,t.splice(l,0,{identifier:d,updater:m,references:1})}a.push(d)}return a}e.exports=function(e,p){var a=r(e=e||[],p=p||{});return function(e){e=e||[];for(var l=0;l<a.length;l++){var n=o(a[l]);t[n].references--}for(var i=r(e,p),s=0;s<a.length;s++){var d=o(a[s]);0===t[d].references&&(t[d].updater(),t.splice(d,1))}a=i}}},"./node_modules/style-loader/dist/runtime/insertBySelector.js"(e){var t={};e.exports=function(e,o){var r=function(e){if(void 0===t[e]){var o=document.querySelector(e);if(window.HTMLIFrameElement&&o instanceof window.HTMLIFrameElement)try{o=o.contentDocument.head}catch(e){o=null}t[e]=o}return t[e]}(e);if(!r)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");r.appendChild(o)}},"./node_modules/style-loader/dist/runtime/insertStyleElement.js"(e){e.exports=function(e){var t=document.createElement("style");return e.setAttributes(t,e.attributes),e.insert(t,e.options),t}},"./node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"(e,t,o){e.exports=function(e){var t=o.nc;t&&e.setAttribute("nonce",t)}},"./node_modules/style-loader/dist/runtime/styleDomAPI.js"(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var t=e.insertStyleElement(e);return{update:function(o){var r,p,a;r="",o.supports&&(r+="@supports (".concat(o.supports,") {")),o.media&&(r+="@media ".concat(o.media," {")),(p=void 0!==o.layer)&&(r+="@layer".concat(o.layer.length>0?" ".concat(o.layer):""," {")),r+=o.css,p&&(r+="}"),o.media&&(r+="}"),o.supports&&(r+="}"),(a=o.sourceMap)&&"u">typeof btoa&&(r+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(a))))," */")),e.styleTagTransform(r,t,e.options)},remove:function(){var e;null===(e=t).parentNode||e.parentNode.removeChild(e)}}}},"./node_modules/style-loader/dist/runtime/styleTagTransform.js"(e){e.exports=function(e,t){if(t.styleSheet)t.styleSheet.cssText=e;else{for(;t.firstChild;)t.removeChild(t.firstChild);t.appendChild(document.createTextNode(e))}}},"./style/index.js"(e,t,o){var r=o("./node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"),p=o.n(r),a=o("./node_modules/style-loader/dist/runtime/styleDomAPI.js"),l=o.n(a),n=o("./node_modules/style-loader/dist/runtime/insertBySelector.js"),i=o.n(n),s=o("./node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"),d=o.n(s),c=o("./node_modules/style-loader/dist/runtime/insertStyleElement.js"),u=o.n(c),m=o("./node_modules/style-loader/dist/runtime/styleTagTransform.js"),h=o.n(m),f=o("./node_modules/css-loader/dist/cjs.js!./style/index.css"),x={};x.styleTagTransform=h(),x.setAttributes=d(),x.insert=i().bind(null,"head"),x.domAPI=l(),x.insertStyleElement=u(),p()(f.A,x),f.A&&f.A.locals&&f.A.locals;var g=o("./node_modules/css-loader/dist/cjs.js!./style/home.css"),b={};b.styleTagTransform=h(),b.setAttributes=d(),b.insert=i().bind(null,"head"),b.domAPI=l(),b.insertStyleElement=u(),p()(g.A,b),g.A&&g.A.locals&&g.A.locals}}]);