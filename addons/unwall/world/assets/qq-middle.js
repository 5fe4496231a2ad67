const found = /[?&](?:pf)?url=(.*?)(?:&(?:pfuin|level)=|$)/.exec(location.search);
document.querySelector('#url').textContent = found ? decodeURIComponent(found[1]) : '';
