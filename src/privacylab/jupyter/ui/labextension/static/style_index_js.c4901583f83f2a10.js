"use strict";(self.rspackChunkprivacylab=self.rspackChunkprivacylab||[]).push([["style_index_js"],{"./node_modules/css-loader/dist/cjs.js!./style/index.css"(e,t,o){var r=o("./node_modules/css-loader/dist/runtime/noSourceMaps.js"),n=o.n(r),a=o("./node_modules/css-loader/dist/runtime/api.js"),s=(o.n(a))()(n());s.push([e.id,`/* Colors of outcomes reach a contrast of 4.5 : 1 on JupyterLab's own backgrounds. */
body {
  --pl-passed: #00694d;
  --pl-failed: #b34700;
  --pl-crashed: #8f3d73;
  --pl-other: #5f5f5f;
}

body[data-jp-theme-light='false'] {
  --pl-passed: #5cd0aa;
  --pl-failed: #ffa766;
  --pl-crashed: #e8a6d0;
  --pl-other: #bdbdbd;
}

.pl-Panel {
  padding: 12px 16px 24px;
  overflow-y: auto;
  background: var(--jp-layout-color1);
  color: var(--jp-content-font-color1);
  font-family: var(--jp-content-font-family);
  font-size: var(--jp-content-font-size1);
  line-height: 1.45;
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
  margin: 4px 0;
}

.pl-Panel p:empty {
  display: none;
}

/* a live region must not be hidden, or its first words are not read out */
.pl-Panel .pl-status:empty {
  display: block;
  margin: 0;
}

.pl-Panel .pl-only-read-out {
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
  font-weight: 600;
  color: var(--pl-other);
}

.pl-outcome[data-outcome='passed'],
.pl-outcome[data-outcome='graded by a person'] {
  color: var(--pl-passed);
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
  margin-top: 12px;
  padding-top: 8px;
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
  padding-top: 8px;
  border-top: 1px solid var(--jp-border-color1);
}

.pl-checks {
  margin: 4px 0 0;
  padding: 0;
  list-style: none;
}

.pl-checks li {
  margin: 4px 0;
}

.pl-more {
  margin: 4px 0 10px;
  padding-left: 12px;
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
  margin: 2px 14px 2px 0;
  padding: 2px 0;
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
`,""]),o.d(t,{},{A:s})},"./node_modules/css-loader/dist/runtime/api.js"(e){e.exports=function(e){var t=[];return t.toString=function(){return this.map(function(t){var o="",r=void 0!==t[5];return t[4]&&(o+="@supports (".concat(t[4],") {")),t[2]&&(o+="@media ".concat(t[2]," {")),r&&(o+="@layer".concat(t[5].length>0?" ".concat(t[5]):""," {")),o+=e(t),r&&(o+="}"),t[2]&&(o+="}"),t[4]&&(o+="}"),o}).join("")},t.i=function(e,o,r,n,a){"string"==typeof e&&(e=[[null,e,void 0]]);var s={};if(r)for(var l=0;l<this.length;l++){var i=this[l][0];null!=i&&(s[i]=!0)}for(var p=0;p<e.length;p++){var d=[].concat(e[p]);r&&s[d[0]]||(void 0!==a&&(void 0===d[5]||(d[1]="@layer".concat(d[5].length>0?" ".concat(d[5]):""," {").concat(d[1],"}")),d[5]=a),o&&(d[2]&&(d[1]="@media ".concat(d[2]," {").concat(d[1],"}")),d[2]=o),n&&(d[4]?(d[1]="@supports (".concat(d[4],") {").concat(d[1],"}"),d[4]=n):d[4]="".concat(n)),t.push(d))}},t}},"./node_modules/css-loader/dist/runtime/noSourceMaps.js"(e){e.exports=function(e){return e[1]}},"./node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"(e){var t=[];function o(e){for(var o=-1,r=0;r<t.length;r++)if(t[r].identifier===e){o=r;break}return o}function r(e,r){for(var n={},a=[],s=0;s<e.length;s++){var l=e[s],i=r.base?l[0]+r.base:l[0],p=n[i]||0,d="".concat(i," ").concat(p);n[i]=p+1;var c=o(d),u={css:l[1],media:l[2],sourceMap:l[3],supports:l[4],layer:l[5]};if(-1!==c)t[c].references++,t[c].updater(u);else{var m=function(e,t){var o=t.domAPI(t);return o.update(e),function(t){t?(t.css!==e.css||t.media!==e.media||t.sourceMap!==e.sourceMap||t.supports!==e.supports||t.layer!==e.layer)&&o.update(e=t):o.remove()}}(u,r);r.byIndex=s,t.splice(s,0,{identifier:d,updater:m,references:1})}a.push(d)}return a}e.exports=function(e,n){var a=r(e=e||[],n=n||{});return function(e){e=e||[];for(var s=0;s<a.length;s++){var l=o(a[s]);t[l].references--}for(var i=r(e,n),p=0;p<a.length;p++){var d=o(a[p]);0===t[d].references&&(t[d].updater(),t.splice(d,1))}a=i}}},"./node_modules/style-loader/dist/runtime/insertBySelector.js"(e){var t={};e.exports=function(e,o){var r=function(e){if(void 0===t[e]){var o=document.querySelector(e);if(window.HTMLIFrameElement&&o instanceof window.HTMLIFrameElement)try{o=o.contentDocument.head}catch(e){o=null}t[e]=o}return t[e]}(e);if(!r)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");r.appendChild(o)}},"./node_modules/style-loader/dist/runtime/insertStyleElement.js"(e){e.exports=function(e){var t=document.createElement("style");return e.setAttributes(t,e.attributes),e.insert(t,e.options),t}},"./node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"(e,t,o){e.exports=function(e){var t=o.nc;t&&e.setAttribute("nonce",t)}},"./node_modules/style-loader/dist/runtime/styleDomAPI.js"(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var t=e.insertStyleElement(e);return{update:function(o){var r,n,a;r="",o.supports&&(r+="@supports (".concat(o.supports,") {")),o.media&&(r+="@media ".concat(o.media," {")),(n=void 0!==o.layer)&&(r+="@layer".concat(o.layer.length>0?" ".concat(o.layer):""," {")),r+=o.css,n&&(r+="}"),o.media&&(r+="}"),o.supports&&(r+="}"),(a=o.sourceMap)&&"u">typeof btoa&&(r+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(a))))," */")),e.styleTagTransform(r,t,e.options)},remove:function(){var e;null===(e=t).parentNode||e.parentNode.removeChild(e)}}}},"./node_modules/style-loader/dist/runtime/styleTagTransform.js"(e){e.exports=function(e,t){if(t.styleSheet)t.styleSheet.cssText=e;else{for(;t.firstChild;)t.removeChild(t.firstChild);t.appendChild(document.createTextNode(e))}}},"./style/index.js"(e,t,o){var r=o("./node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"),n=o.n(r),a=o("./node_modules/style-loader/dist/runtime/styleDomAPI.js"),s=o.n(a),l=o("./node_modules/style-loader/dist/runtime/insertBySelector.js"),i=o.n(l),p=o("./node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"),d=o.n(p),c=o("./node_modules/style-loader/dist/runtime/insertStyleElement.js"),u=o.n(c),m=o("./node_modules/style-loader/dist/runtime/styleTagTransform.js"),f=o.n(m),y=o("./node_modules/css-loader/dist/cjs.js!./style/index.css"),h={};h.styleTagTransform=f(),h.setAttributes=d(),h.insert=i().bind(null,"head"),h.domAPI=s(),h.insertStyleElement=u(),n()(y.A,h),y.A&&y.A.locals&&y.A.locals}}]);